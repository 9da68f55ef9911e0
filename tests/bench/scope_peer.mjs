// What a careful person would write in Node: the platform's URL, and a Map for each kind of rule.
// node scope_peer.mjs IN OUT < URLS: the lines that are in scope.
import { readFileSync, readSync, writeSync } from 'node:fs';

const number = (ip) => ip.split('.').reduce((n, part) => n * 256 + Number(part), 0);
const isAddress = /^\d+\.\d+\.\d+\.\d+$/;

function load(file) {
    const set = { hosts: new Map(), below: new Set(), globs: new Map(), nets: [] };
    const put = (map, key, value) => (map.get(key) ?? map.set(key, []).get(key)).push(value);
    for (const rule of readFileSync(file, 'utf8').split('\n')) {
        const net = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(rule);
        if (!rule) continue;
        if (net) {
            const size = 2 ** (32 - Number(net[2] ?? 32)), first = Math.floor(number(net[1]) / size) * size;
            set.nets.push([first, first + size - 1]);
        } else if (rule.startsWith('*.')) set.below.add(rule.slice(2));
        else if (rule.includes('*')) {
            const tail = rule.slice(rule.lastIndexOf('*') + 1);
            put(set.globs, tail.slice(tail.indexOf('.') + 1),
                new RegExp('^' + rule.replaceAll('.', '\\.').replaceAll('*', '[^.]*') + '$'));
        } else if (rule.includes('://')) {
            const url = new URL(rule);
            put(set.hosts, url.hostname, url.pathname);
        } else put(set.hosts, rule, '');
    }
    set.nets.sort((a, b) => a[0] - b[0]);
    set.nets = set.nets.reduce((merged, net) => {
        const last = merged.at(-1);
        if (last && net[0] <= last[1]) last[1] = Math.max(last[1], net[1]);
        else merged.push(net);
        return merged;
    }, []);
    return set;
}

function covers(set, host, path) {
    if (isAddress.test(host)) {
        const ip = number(host);
        let low = 0, high = set.nets.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (set.nets[middle][1] < ip) low = middle + 1; else high = middle;
        }
        return low < set.nets.length && set.nets[low][0] <= ip;
    }
    const paths = set.hosts.get(host);
    if (paths) for (const p of paths) if (p === '' || path === p || path.startsWith(p + '/')) return true;
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
        const rest = host.slice(dot + 1);
        if (set.below.has(rest)) return true;
        const globs = set.globs.get(rest);
        if (globs) for (const g of globs) if (g.test(host)) return true;
    }
    return false;
}

const inside = load(process.argv[2]), outside = load(process.argv[3]);
let lines = [];
function answer(line) {
    let url;
    if (!line) return;
    try { url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(line) ? line : 'https://' + line); } catch { return; }
    const host = url.hostname.endsWith('.') ? url.hostname.slice(0, -1) : url.hostname;
    if (covers(inside, host, url.pathname) && !covers(outside, host, url.pathname)) lines.push(line);
}
function flush() { if (lines.length) writeSync(1, lines.join('\n') + '\n', null, 'latin1'); lines = []; }
const buffer = Buffer.allocUnsafe(1 << 20);
let rest = '';
for (;;) {
    const n = readSync(0, buffer, 0, buffer.length, null);
    if (!n) break;
    const parts = (rest + buffer.latin1Slice(0, n)).split('\n');
    rest = parts.pop();
    for (const line of parts) answer(line);
    if (lines.length > 65536) flush();
}
answer(rest);
flush();
