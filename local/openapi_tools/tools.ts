// What reads the OpenAPI document: the types of a client, and what a linter says of it. In a package of its own,
// because openapi-typescript needs a TypeScript that has a compiler API.

import { createConfig, lintFromString } from '@redocly/openapi-core'
import openapiTS, { astToString } from 'openapi-typescript'

/** The TypeScript types of a document, as openapi-fetch takes them. */
export async function typesOf(document: string): Promise<string> {
  return astToString(await openapiTS(document))
}

/** What Redocly's recommended rules find wrong with a document, as `rule: pointer: message`. */
export async function lintOpenApi(document: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const problems = await lintFromString({ source: document, absoluteRef: 'openapi.json', config })
  return problems.map(
    ({ ruleId, location, message }) => `${ruleId}: ${location[0]?.pointer ?? ''}: ${message}`,
  )
}
