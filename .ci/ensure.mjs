/**
 * Installs what a command needs and finds missing, and nothing that is there.
 *
 * Runs before the first install, so it may use Node's own modules alone.
 * Usage: node .ci/ensure.mjs [packages] [browser] [firefox]
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'

const root = new URL('..', import.meta.url).pathname
const wanted = new Set(process.argv.slice(2))

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Aetherlink needs Node 20.19 or newer; this is ${process.version}.`)
  process.exit(1)
}

if (wanted.has('packages') && !packagesAreCurrent()) {
  console.log('Installing npm packages …')
  // Not `npm ci`: it refuses a lock file without the binaries of every platform, and some
  // registries don't carry them all. The versions are the lock file's either way.
  run('npm', ['install', '--include=dev', '--no-audit', '--no-fund'])
}
if (wanted.has('browser') && !findBrowser()) installBrowser()
if (wanted.has('firefox') && !existsSync('/usr/bin/firefox-esr')) installFirefox()

/** npm writes its own copy of the lock file last, so an interrupted install is not mistaken for a whole one. */
function packagesAreCurrent() {
  const installed = `${root}node_modules/.package-lock.json`
  if (!existsSync(installed)) return false
  const wants = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')).packages
  const has = JSON.parse(readFileSync(installed, 'utf8')).packages
  return Object.entries(wants).every(
    ([path, { version, optional }]) => path === '' || optional || has[path]?.version === version,
  )
}

function findBrowser() {
  if (['chromium-headless-shell', 'chromium'].some((name) => existsSync(`/usr/bin/${name}`)))
    return true
  try {
    const { chromium } = createRequire(import.meta.url)('playwright')
    return statSync(chromium.executablePath()).isFile()
  } catch {
    return false // Neither Debian's nor Playwright's own: that is the question asked.
  }
}

function installBrowser() {
  console.log('Installing Chromium …')
  if (installFromDebian('chromium-headless-shell') || installFromDebian('chromium')) return
  run('npx', ['playwright', 'install', '--with-deps', 'chromium'])
}

/** Debian's alone: Playwright's Firefox is a build of its own, which nobody browses with. */
function installFirefox() {
  console.log('Installing Firefox …')
  if (installFromDebian('firefox-esr')) return
  console.error('There is no firefox-esr to install here; Debian has it.')
  process.exit(1)
}

function installFromDebian(name) {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const apt = (...args) =>
    spawnSync([...sudo, 'apt-get', ...args][0], [...sudo, 'apt-get', ...args].slice(1), {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  return apt('update') && apt('install', '-y', '--no-install-recommends', name)
}

function run(command, args) {
  execFileSync(command, args, { cwd: root, stdio: 'inherit' })
}
