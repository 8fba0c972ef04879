import react from '@vitejs/plugin-react'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

import { policyPlugin, relayPlugin } from './src/relay/vite-plugin'

export default defineConfig({
  // Relative, so that the built files can be served from any folder of any host.
  base: './',
  plugins: [
    react(),
    relayPlugin(),
    policyPlugin(),
    VitePWA({
      // The app's files are kept by the browser, so a chorus opens with no network at all.
      // A new version waits until every tab of the old one is closed: no tab ever changes under its person.
      registerType: 'prompt',
      manifest: false,
      // main.tsx registers it, by way of our Trusted Types policy.
      injectRegister: false,
      workbox: {
        // A second file would be loaded by a string, which the policy refuses there too.
        inlineWorkboxRuntime: true,
        globPatterns: ['**/*.{js,css,html,woff2,svg,png,webmanifest}'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
      },
    }),
  ],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    sourcemap: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // What the first picture needs is three files, compiled side by side, and not a dozen that
      // parts loaded later share with it.
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler)\//, priority: 2 },
            { name: 'canvas', test: /node_modules\/@xyflow\//, priority: 1 },
            { name: 'app', test: /src\/main\.tsx$/ },
          ],
        },
      },
    },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
    // A busy machine is slow, not wrong.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Vitest would leave one core of two idle.
    maxWorkers: '100%',
  },
})
