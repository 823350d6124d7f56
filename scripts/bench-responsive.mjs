// @ts-check
/**
 * Measures, through the built server's real protocol, what an author feels while a search of tens of millions of states
 * is under way: how long hover and completion take, how soon the next keystroke ends the search, whether progress is
 * told, and how much memory the process takes.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { percentile } from "./bench-numbers.mjs";
import { root } from "./bootstrap.mjs";

const server = join(root, "dist", "server.node.cjs");

/** How far the search comes while requests are made. */
const STATES = 20_000_000;
/** How many times a search is ended by a keystroke. */
const EDITS = 10;

/** Megabytes of memory that a process has now. @param {number} pid */
function residentMegabytes(pid) {
	const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
	return Number(kilobytes) / 1024;
}

/** @param {number} milliseconds */
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param {typeof import("../language-server/test/lsp/language-client").LanguageClient} Client */
export async function benchResponsive(Client) {
	const cap = 1024;
	const settings = { check: { maxStates: 1_000_000_000, maxSeconds: 600, maxMemory: cap } };
	const client = await Client.start(server, { settings });
	const family = readFileSync(join(root, "language-server/test/checker/families/gup-vs-truncate.race"), "utf8");
	const text = family
		.replace(/^const READERS = \d+;/m, "const READERS = 6;")
		.replace(/^scenario.*$/m, "$&\n\tint 0..999 keystroke;")
		.replace("task truncator {", "task truncator { keystroke = 100;");
	const uri = pathToFileURL(join(root, "samples", "bench responsive.race")).href;
	/** @param {number} from @param {number} to */
	const setReaders = (from, to) => client.edit(uri, `const READERS = ${from};`, `const READERS = ${to};`);
	/** @param {number} least */
	const searched = (least) => client.until(() => statesTold(client.progress) >= least);
	client.open(uri, text);
	await searched(100_000);

	const lines = text.split("\n");
	const line = lines.findIndex((source) => source.includes("get_user_pages_fast"));
	const position = { line, character: lines[line].indexOf("get_user_pages_fast") + 3 };
	/** @type {Record<string, number[]>} */
	const taken = { hover: [], completion: [] };
	let most = 0;
	while (statesTold(client.progress) < STATES) {
		for (const method of Object.keys(taken)) {
			const started = performance.now();
			await client.request(`textDocument/${method}`, { textDocument: { uri }, position });
			taken[method].push(performance.now() - started);
		}
		most = Math.max(most, residentMegabytes(client.pid));
		await sleep(20);
	}
	console.log(
		`While a search comes to ${statesTold(client.progress).toLocaleString("en")} states (told ${client.progress.length} times):\n`,
	);
	for (const [method, times] of Object.entries(taken)) {
		const [median, high, highest] = [0.5, 0.95, 1].map((share) => percentile(times, share).toFixed(1));
		console.log(`${method.padEnd(12)} ${times.length} requests: median ${median} ms, 95 % ${high} ms, most ${highest} ms`);
	}

	// The same keystroke, with a large search under way and without: what it takes longer is how long that search goes
	// on.
	const [interrupting, idle] = [[], []].map((times) => /** @type {number[]} */ (times));
	for (let edit = 100; edit < 100 + 2 * EDITS; edit++) {
		const times = edit % 2 === 0 ? interrupting : idle;
		if (edit > 100) {
			client.progress.length = 0;
			setReaders(1, times === interrupting ? 6 : 2);
			await (times === interrupting ? searched(50_000) : client.verdict(uri));
		}
		const started = performance.now();
		client.edit(uri, `keystroke = ${edit};`, `keystroke = ${edit + 1};`);
		setReaders(times === interrupting ? 6 : 2, 1);
		await client.verdict(uri);
		times.push(performance.now() - started);
	}
	const [busy, free] = [interrupting, idle].map((times) => percentile(times, 0.5));
	console.log(`keystroke    to its verdict: median ${busy.toFixed(1)} ms in the midst of a search, ${free.toFixed(1)} ms otherwise`);

	setReaders(1, 6);
	const started = performance.now();
	const asked = client.verdict(uri);
	let done = false;
	void asked.then(() => (done = true));
	while (!done) {
		most = Math.max(most, residentMegabytes(client.pid));
		await sleep(50);
	}
	const seconds = ((performance.now() - started) / 1000).toFixed(0);
	console.log(`memory       at most ${most.toFixed(0)} MB in the process, with a limit of ${cap} MB on the tables of a search`);
	console.log(`end          after ${seconds} s: ${client.statuses.get(uri)?.text}`);
	await client.stop();
}

/** How many states the last progress that was told speaks of. @param {readonly string[]} progress */
function statesTold(progress) {
	const [, states] = /([\d,]+) states/.exec(progress[progress.length - 1] ?? "") ?? [];
	return states === undefined ? 0 : Number(states.replaceAll(",", ""));
}
