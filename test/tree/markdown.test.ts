// The texts for people: their links lead to something, and their lines are short enough to read beside code.

import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECKOUT } from '#local/tree'

const COLUMNS = 120

const files = (
  await Array.fromAsync(glob(['*.md', '{.github,functions,jobs,local,sql,test}/**/*.md'], { cwd: CHECKOUT }))
).filter((file) => !file.includes('node_modules'))

const read = (file: string): Promise<string> => readFile(join(CHECKOUT, file), 'utf8')

/** The anchors of a text, as GitHub makes them of its headings. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** What is wrong with a link from a file, or null. */
async function faultOf(file: string, link: string): Promise<string | null> {
  if (/^(?:https?|mailto):/.test(link)) return null
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? file : join(dirname(file), path)
  if (!existsSync(join(CHECKOUT, target))) return `${link}: there is no ${target}`
  if (anchor === undefined || !target.endsWith('.md')) return null
  return anchorsOf(await read(target)).includes(anchor)
    ? null
    : `${link}: ${target} has no heading of that name`
}

describe('each text for people', () => {
  it('is found', () => {
    expect(files).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'sql/README.md']))
  })

  it.each(files)('%s links only to files and headings that are there', async (file) => {
    const links = [...(await read(file)).matchAll(/\](?:\(|: )([^)\s]+)/g)].map(([, link = '']) => link)
    const faults = await Promise.all(links.map((link) => faultOf(file, link)))
    expect(faults.filter((fault) => fault !== null)).toEqual([])
  })

  it.each(files)('%s has no line of more than 120 columns, but for tables', async (file) => {
    const lines = (await read(file)).split('\n')
    const long = lines.flatMap((line, index) =>
      line.length > COLUMNS && !line.startsWith('|') ? [`${file}:${index + 1}`] : [],
    )
    expect(long, 'Break these lines.').toEqual([])
  })
})
