/** What axe finds wrong with a page. */

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** A line each: the rule, and where. */
export async function findings(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  )
}
