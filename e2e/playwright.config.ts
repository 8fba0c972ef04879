import { existsSync } from 'node:fs'

import { defineConfig } from '@playwright/test'

/** Debian's, the better first: the shell has no window, whose own renderer would take a tenth of a core for every page. */
const debianBrowser = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) =>
  existsSync(path),
)

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
      ...(debianBrowser === undefined ? {} : { executablePath: debianBrowser }),
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
