/**
 * The import rules of the house (import-rules.json), checked by dependency-cruiser, with a check of our own that it really saw every file:
 * a cruise that reads nothing also finds nothing.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser'

const rooms = ['bin', 'lib', 'functions', 'frontend']
// Typed as what JSON is; the cruiser checks the rules themselves.
const ruleSet: IFlattenedRuleSet = JSON.parse(readFileSync('import-rules.json', 'utf8'))

const { output } = await cruise(rooms, {
  ruleSet,
  validate: true,
  tsPreCompilationDeps: 'specify',
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '(^|/)(\\.build|cdk\\.out|dist)/' },
  enhancedResolveOptions: {
    extensions: ['.ts', '.mts', '.mjs', '.js', '.vue', '.d.ts', '.json'],
    exportsFields: ['exports'],
    conditionNames: ['import', 'require', 'node', 'default', 'types'],
  },
})
if (typeof output === 'string') throw new Error(`the cruiser reported instead of answering: ${output}`)
const result: ICruiseResult = output

const seen = new Set(result.modules.map((module) => module.source))
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...rooms], { encoding: 'utf8' }).split(
  '\n',
)
const expected = tracked.filter((file) => /\.(ts|mts|vue|mjs)$/.test(file) && !file.endsWith('.d.ts'))
const missed = expected.filter((file) => !seen.has(file))
const violations = result.summary.violations.filter((violation) => violation.rule.severity === 'error')

for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} → ${to}`)
for (const file of missed) console.error(`not looked at: ${file}`)
console.log(`${expected.length - missed.length} of ${expected.length} files looked at, ${violations.length} forbidden imports`)
if (violations.length > 0 || missed.length > 0 || expected.length < 20) process.exit(1)
