// What a competent script would do for a folder of drafts: parse (js-yaml), a schema (ajv), the URL's host against a set,
// ten regular expressions for secrets. Far less than `bugquill check` does. usage: NPM_DIR=... node check_peer.mjs FOLDER
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
const require = createRequire((process.env.NPM_DIR || process.cwd()) + '/');
const yaml = require('js-yaml');
const ajv = require('ajv');
const validate = new (ajv.default || ajv)({ allErrors: true, strict: false }).compile({
  type: 'object',
  required: ['title', 'program', 'target', 'type', 'url', 'description', 'poc'],
  properties: { title: { type: 'string', minLength: 5, maxLength: 150 }, description: { type: 'string', minLength: 40 } },
});
const scope = new Set(['openai.com', 'chat.openai.com', 'api.openai.com']);
const secrets = [/\bAKIA[A-Z2-7]{16}\b/, /ghp_[0-9A-Za-z]{36}/, /xoxb-\d{10,13}-\d{10,13}[\w-]*/,
  /\bey[\w]{17,}\.ey[\w\/\\-]{17,}\./, /\b(?:sk|rk)_(?:test|live)_\w{10,99}/, /\bAIza[\w-]{35}/,
  /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY/, /(?:api[_-]?key|secret|token|passw(?:or)?d)["' ]{0,3}[:=]["' ]{0,3}[\w.=-]{16,150}/i,
  /Authorization:\s*Bearer\s+[\w.=-]{16,}/i, /\bglpat-[\w-]{20}/];
const counts = { drafts: 0, invalid: 0, outside: 0, secrets: 0 };
for (const name of fs.readdirSync(process.argv[2])) {
  const text = fs.readFileSync(path.join(process.argv[2], name), 'utf8');
  const draft = yaml.load(text);
  counts.drafts++;
  if (!validate(draft)) counts.invalid++;
  if (!scope.has(new URL(draft.url).hostname)) counts.outside++;
  if (secrets.some((pattern) => pattern.test(text))) counts.secrets++;
}
console.log(JSON.stringify(counts));
