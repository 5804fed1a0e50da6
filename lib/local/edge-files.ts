/** The dashboard's bucket: the files that the template's bucket deployments would upload, with their types and cache headers. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { EdgeAnswer } from './edge-api.ts'
import { fits } from './edge-api-resources.ts'
import type { HostedTemplate } from './service.ts'

interface StoredFile {
  path: string
  contentType: string
  cacheControl: string | undefined
}
export type Files = (
  path: string,
  request: { ifNoneMatch?: string | undefined; acceptEncoding: string; compress: boolean },
) => Promise<EdgeAnswer>

interface Deployment {
  SourceObjectKeys: string[]
  DestinationBucketKeyPrefix?: string
  Exclude?: string[]
  Include?: string[]
  SystemMetadata?: Record<string, string>
}

export const createFiles = (template: HostedTemplate): Files => {
  const stored = new Map<string, StoredFile>()
  for (const { properties } of template.resources('Custom::CDKBucketDeployment'))
    for (const [key, file] of uploads(template, properties as unknown as Deployment)) stored.set(key, file)
  const packed = new Map<string, Promise<Buffer>>()

  return async (path, { ifNoneMatch, acceptEncoding, compress }) => {
    const file = stored.get(decodeURIComponent(path).replace(/^\//, ''))
    // The distribution may read objects but not list them, so S3 does not say that one is missing.
    if (!file) return { status: 403, headers: { 'content-type': 'application/xml' }, body: Buffer.from(accessDenied) }
    const content = readFileSync(file.path)
    const tag = createHash('md5').update(content).digest('hex')
    const encoding =
      compress && content.length >= 1_000 && /^(text|application\/(json|javascript|manifest)|image\/svg)/.test(file.contentType)
        ? chosen(acceptEncoding)
        : null
    const etag = encoding ? `W/"${tag}"` : `"${tag}"`
    const headers = {
      'content-type': file.contentType,
      etag,
      ...(file.cacheControl !== undefined && { 'cache-control': file.cacheControl }),
      ...(compress && { vary: 'accept-encoding' }),
    }
    if (ifNoneMatch?.split(/,\s*/).some((known) => known.replace(/^W\//, '') === `"${tag}"`))
      return { status: 304, headers, body: Buffer.alloc(0) }
    if (!encoding) return { status: 200, headers, body: content }
    const place = `${encoding} ${tag}`
    const body = packed.get(place) ?? pack[encoding](content)
    packed.set(place, body)
    return { status: 200, headers: { ...headers, 'content-encoding': encoding }, body: await body }
  }
}

const uploads = (template: HostedTemplate, deployment: Deployment): [string, StoredFile][] => {
  const prefix = deployment.DestinationBucketKeyPrefix ? `${deployment.DestinationBucketKeyPrefix.replace(/\/$/, '')}/` : ''
  return deployment.SourceObjectKeys.flatMap((objectKey) => {
    const directory = template.assetDirectory(objectKey)
    return filesIn(directory)
      .filter((name) => uploaded(name, deployment))
      .map((name): [string, StoredFile] => [
        `${prefix}${name}`,
        {
          path: join(directory, name),
          contentType: contentTypes[extname(name).toLowerCase()] ?? 'binary/octet-stream',
          cacheControl: deployment.SystemMetadata?.['cache-control'],
        },
      ])
  })
}

/** As `aws s3 sync --exclude … --include …`: a later filter wins over an earlier one. */
const uploaded = (name: string, { Exclude = [], Include = [] }: Deployment): boolean =>
  !Exclude.some((pattern) => fits(pattern, name)) || Include.some((pattern) => fits(pattern, name))

const filesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))

const pack = {
  br: (content: Buffer): Promise<Buffer> => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (content: Buffer): Promise<Buffer> => promisify(gzip)(content),
}

const chosen = (accept: string): 'br' | 'gzip' | null => (/\bbr\b/.test(accept) ? 'br' : /\bgzip\b/.test(accept) ? 'gzip' : null)

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

const accessDenied = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
