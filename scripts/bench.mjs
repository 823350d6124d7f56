// @ts-check
/**
 * Measures what an author waits for, through the built server's real protocol:
 *
 * - edit: from the last keystroke (`didChange`) to the diagnostics that contain the verdict. Each edit types another number into a statement
 *   `keystroke = N;`, which is put at the start of the scenario's first task. That makes another program each time, so that no cache can answer; it
 *   also adds a step to the task, so that these scenarios are a little larger than those in the files.
 * - start: from the start of the server's process to the first diagnostics with a verdict.
 *
 * Prints medians and always exits with 0: times depend on the machine, and are recorded and not judged.
 *
 *     npm run bench [-- --edits 15 --starts 5 SAMPLE…]
 *
 * With `--peers` Raceline is measured beside other checkers: see `bench-peers.mjs`.
 * With `--responsive`: what the server answers while a large search runs; see `bench-responsive.mjs`.
 * With `--features [--lines 2000 --places 60 ROW…]`: every request of an editor on a long file; see `bench-features.mjs`.
 * With `--engine` the search alone is measured, on scenarios that grow: see `bench-engine.mjs`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { benchEngine } from "./bench-engine.mjs";
import { benchFeatures } from "./bench-features.mjs";
import { median, printTable } from "./bench-numbers.mjs";
import { benchPeers } from "./bench-peers.mjs";
import { benchResponsive } from "./bench-responsive.mjs";
import { bootstrap, root } from "./bootstrap.mjs";

const server = join(root, "dist", "server.node.cjs");

/** @typedef {import("../language-server/test/lsp/language-client").LanguageClient} LanguageClient */
/** @typedef {{ sample: string, scenario: string, verdict: string, milliseconds: number[] }} Measurement */

/** The client of the protocol tests, which is written in TypeScript. */
async function loadClient() {
	const { build } = await import("esbuild");
	const outfile = join(root, ".build", "language-client.cjs");
	await build({
		absWorkingDir: root,
		entryPoints: ["language-server/test/lsp/language-client.ts"],
		bundle: true,
		platform: "node",
		format: "cjs",
		outfile,
		logLevel: "warning",
	});
	/** @type {typeof import("../language-server/test/lsp/language-client")} */
	const module = createRequire(import.meta.url)(outfile);
	return module.LanguageClient;
}

/**
 * The source with only one scenario, and a keystroke in its first task.
 * @param {string} text
 * @param {string} scenario
 */
function withKeystroke(text, scenario) {
	const start = text.search(new RegExp(`^scenario\\s+${scenario}\\b`, "m"));
	const body = text.indexOf("{", start) + 1;
	const task = /\b(?:task|device)\s+\w+\s*(?:\[[^\]]*\])?\s*\{/g;
	task.lastIndex = body;
	const match = task.exec(text);
	if (start < 0 || match === null) return undefined;
	const inside = match.index + match[0].length;
	return `${text.slice(0, body)} int 0..999 keystroke;${text.slice(body, inside)} keystroke = 100;${text.slice(inside)}`;
}

/**
 * What the code lens above a scenario says.
 * @param {LanguageClient} client @param {string} uri @param {string} text @param {string} scenario
 */
async function lensOf(client, uri, text, scenario) {
	/** @type {{ range: { start: { line: number } }, command: { title: string } }[]} */
	const lenses = await client.request("textDocument/codeLens", { textDocument: { uri } });
	const line = text.slice(0, text.search(new RegExp(`^scenario\\s+${scenario}\\b`, "m"))).split("\n").length - 1;
	return lenses.find((lens) => lens.range.start.line === line)?.command.title ?? "";
}

/**
 * @param {LanguageClient} client @param {string} sample @param {string} text @param {string} scenario @param {number} edits
 * @returns {Promise<Measurement | undefined>}
 */
async function measureEdits(client, sample, text, scenario, edits) {
	const edited = withKeystroke(text, scenario);
	if (edited === undefined) return undefined;
	const uri = pathToFileURL(join(root, "samples", dirname(sample), `bench ${scenario}.race`)).href;
	client.open(uri, edited);
	await client.verdict(uri);
	const milliseconds = [];
	for (let number = 100; number < 100 + edits; number++) {
		const started = performance.now();
		client.edit(uri, `keystroke = ${number};`, `keystroke = ${number + 1};`);
		await client.verdict(uri);
		milliseconds.push(performance.now() - started);
	}
	const verdict = await lensOf(client, uri, edited, scenario);
	client.close(uri);
	return { sample, scenario, verdict, milliseconds };
}

/**
 * @param {typeof import("../language-server/test/lsp/language-client").LanguageClient} Client @param {string} text @param {number} starts
 */
async function measureStarts(Client, text, starts) {
	const milliseconds = [];
	const uri = pathToFileURL(join(root, "samples", "bench start.race")).href;
	for (let round = 0; round < starts; round++) {
		const started = performance.now();
		const client = await Client.start(server);
		client.open(uri, text);
		await client.verdict(uri);
		milliseconds.push(performance.now() - started);
		await client.stop();
	}
	return milliseconds;
}

async function main() {
	bootstrap();
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			edits: { type: "string", default: "15" },
			starts: { type: "string", default: "5" },
			engine: { type: "boolean", default: false },
			responsive: { type: "boolean", default: false },
			peers: { type: "boolean", default: false },
			features: { type: "boolean", default: false },
			lines: { type: "string", default: "2000" },
			places: { type: "string", default: "60" },
			rounds: { type: "string", default: "3" },
			most: { type: "string", default: "100000000" },
		},
	});
	if (values.engine) return benchEngine({ rounds: Number(values.rounds), most: Number(values.most), families: positionals });
	if (values.peers) return benchPeers({ most: Number(values.most), wanted: positionals });
	const { build } = await import("./build.mjs");
	await build({ minify: true, allowMissing: true });
	const Client = await loadClient();
	if (values.responsive) return benchResponsive(Client);
	if (values.features) return benchFeatures(Client, { lines: Number(values.lines), places: Number(values.places), wanted: positionals });
	const folder = join(root, "samples");
	const samples = existsSync(folder)
		? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".race"))
		: [];
	const chosen = samples.filter((path) => positionals.length === 0 || positionals.some((wanted) => wanted.endsWith(path))).sort();
	const rows = [["sample", "scenario", "median ms", "min", "max", "verdict of the edited scenario, under its own kernel"]];
	const client = await Client.start(server);
	for (const sample of chosen) {
		const text = readFileSync(join(folder, sample), "utf8");
		for (const [, scenario] of text.matchAll(/^scenario\s+(\w+)/gm)) {
			const found = await measureEdits(client, sample, text, scenario, Number(values.edits));
			if (found === undefined) continue;
			const { milliseconds, verdict } = found;
			rows.push([
				sample,
				scenario,
				...[median(milliseconds), Math.min(...milliseconds), Math.max(...milliseconds)].map((value) => value.toFixed(1)),
				verdict,
			]);
		}
	}
	await client.stop();
	console.log(`From the last keystroke to the diagnostics with the verdict, ${values.edits} edits each:\n`);
	printTable(rows, [0, 1]);
	if (chosen.length > 0) {
		const times = await measureStarts(Client, readFileSync(join(folder, chosen[0]), "utf8"), Number(values.starts));
		console.log(`\nFrom the start of the process to the first diagnostics with a verdict (${chosen[0]}, ${values.starts} starts):`);
		console.log(`median ${median(times).toFixed(0)} ms, min ${Math.min(...times).toFixed(0)}, max ${Math.max(...times).toFixed(0)}`);
	}
}

await main().catch((error) => console.error(error));
process.exitCode = 0;
