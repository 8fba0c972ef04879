import { existsSync } from 'node:fs'

import { defineConfig } from '@playwright/test'

const debianChromium = '/usr/bin/chromium'

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  globalSetup: './build.ts',
  // Each test has a server, browsers and storage of its own. Two at a time: tabs wait more than they work.
  fullyParallel: true,
  workers: 2,
  // Waits end as their conditions come true; these only bound what never does, on a busy machine too.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: process.env.CI ? 'line' : 'list',
  use: {
    viewport: { width: 1280, height: 800 },
    // What was called and what was said: pictures and snapshots of each step cost more than the steps.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    launchOptions: {
      ...(existsSync(debianChromium) ? { executablePath: debianChromium } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Candidates with .local names need a multicast answer, which a container may not give.
        '--disable-features=WebRtcHideLocalIpsWithMdns',
      ],
    },
  },
})
