// The tree's own sources, parsed: what the guards of test/tree read.

import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import type { EcmaScriptModule, Program, TaggedTemplateExpression } from 'oxc-parser'
import { CHECKOUT } from '#local/tree'

export interface Source {
  /** The path from the checkout: `sql/games/clock.ts`. */
  file: string
  text: string
  program: Program
  module: EcmaScriptModule
}

/** The files of these globs, without what is installed and without declarations. */
export async function listFiles(...globs: string[]): Promise<string[]> {
  const files = await Array.fromAsync(
    glob(globs, { cwd: CHECKOUT, exclude: ['**/node_modules/**', '**/*.d.ts'] }),
  )
  return files.map((file) => file.replaceAll('\\', '/')).toSorted()
}

/** The TypeScript files of these globs, parsed. Throws where one cannot be parsed. */
export async function readSources(...globs: string[]): Promise<Source[]> {
  return Promise.all((await listFiles(...globs)).map(readSource))
}

async function readSource(file: string): Promise<Source> {
  return parseSource(file, await readFile(join(CHECKOUT, file), 'utf8'))
}

/** A source of this text. */
export function parseSource(file: string, text: string): Source {
  const { program, module, errors } = parseSync(file, text)
  const [error] = errors
  if (error) throw new Error(`${file}: ${error.message}`)
  return { file, text, program, module }
}

/** The text of a tagged template or of a plain one, `${}` where a value stands, and its tag: `sql`. */
export interface Template {
  tag: string
  text: string
}

/** The templates of a source that have a tag. */
export function taggedTemplates({ program, text }: Source): Template[] {
  const found: Template[] = []
  new Visitor({
    TaggedTemplateExpression(node: TaggedTemplateExpression) {
      found.push({ tag: text.slice(node.tag.start, node.tag.end), text: quasiText(node.quasi.quasis) })
    },
  }).visit(program)
  return found
}

/** The string literals of a source, and its templates without a tag. */
export function plainTexts({ program }: Source): string[] {
  const found: string[] = []
  const tagged = new Set<number>()
  new Visitor({
    TaggedTemplateExpression(node) {
      tagged.add(node.quasi.start)
    },
    TemplateLiteral(node) {
      if (!tagged.has(node.start)) found.push(quasiText(node.quasis))
    },
    Literal(node) {
      if (typeof node.value === 'string') found.push(node.value)
    },
  }).visit(program)
  return found
}

function quasiText(quasis: { value: { raw: string } }[]): string {
  return quasis.map(({ value }) => value.raw).join('${}')
}

/** What a source imports, re-exports or names in an `import()`; types count. */
export function importedNames({ module, text }: Source): string[] {
  const names = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map((entry) => entry.moduleRequest?.value)),
    ...module.dynamicImports.map(({ moduleRequest }) =>
      text.slice(moduleRequest.start, moduleRequest.end).replaceAll(/^['"]|['"]$/g, ''),
    ),
  ]
  return [...new Set(names.filter((name) => name !== undefined))]
}
