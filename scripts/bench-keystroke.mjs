// @ts-check
/**
 * Measures, through the built server's real protocol, what an author waits for who types:
 *
 * - verdict, hover, hints: from a keystroke (`didChange`) to the diagnostics with the verdict, or to the answer to a
 *   hover or to the inlay hints of a screen that is asked for right behind the keystroke, and so waits for the analysis
 *   of the new text. On each scenario of the samples in its own file, and on a file of 2,000 lines made of them all.
 * - opening: from the opening of that long file to its first answer and to all its verdicts, by a server that has read
 *   the kernel model but knows nothing of the file.
 * - start: from the start of the server's process to the first diagnostics with a verdict.
 *
 * A keystroke types another number into a statement `keystroke = N;`, which is put at the start of a scenario's first
 * task. That makes another program each time, so that no cache can answer; it also adds a step to the task, so that
 * these scenarios are a little larger than those in the files.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { longFile } from "./bench-features.mjs";
import { median, milliseconds, percentile, printTable } from "./bench-numbers.mjs";
import { root } from "./bootstrap.mjs";

/** @typedef {import("../language-server/test/lsp/language-client").LanguageClient} LanguageClient */
/** @typedef {typeof import("../language-server/test/lsp/language-client").LanguageClient} Client */
/** @typedef {import("./bench.mjs").Build} Build */
/** @typedef {{ line: number, character: number }} Position */
/** @typedef {{ text: string, scenarios: readonly Keystroke[] }} Edited a text in which one can type */
/**
 * @typedef {{ scenario: string, lens: number, number: Position, hover: Position }} Keystroke where to type and to ask;
 * `lens` is a line
 */
/** @typedef {keyof typeof questions} Question */
/** @typedef {Record<Question, number[]>} Times milliseconds from a keystroke */

/** What is asked behind a keystroke. */
const questions = {
	/** @param {LanguageClient} client @param {string} uri */
	verdict: (client, uri) => client.verdict(uri),
	/** @param {LanguageClient} client @param {string} uri @param {Keystroke} keystroke */
	hover: (client, uri, { hover }) => client.request("textDocument/hover", { textDocument: { uri }, position: hover }),
	/** @param {LanguageClient} client @param {string} uri @param {Keystroke} keystroke */
	hints: (client, uri, { number }) => client.request("textDocument/inlayHint", { textDocument: { uri }, range: screen(number) }),
};

/** A search that goes on for long is not what is measured here. */
const settings = { check: { maxStates: 100_000, maxSeconds: 10 } };

/** What an editor shows at once, around a place. @param {Position} place */
const screen = ({ line }) => ({ start: { line: Math.max(0, line - 25), character: 0 }, end: { line: line + 25, character: 0 } });

/** @returns {Times} */
const noTimes = () => ({ verdict: [], hover: [], hints: [] });

/** @param {string} text @param {number} offset @returns {Position} */
function positionAt(text, offset) {
	const before = text.slice(0, offset).split("\n");
	return { line: before.length - 1, character: before[before.length - 1].length };
}

/**
 * A text with a keystroke in the first task of each scenario, or of one of them. A scenario without a task has none.
 * @param {string} text @param {string} [only] the name of the scenario
 * @returns {Edited}
 */
function withKeystrokes(text, only) {
	const found = [];
	let edited = "";
	let done = 0;
	for (const { index, 1: scenario } of text.matchAll(/^scenario\s+(\w+)[^{]*\{/gm)) {
		if (only !== undefined && scenario !== only) continue;
		const body = text.indexOf("{", index) + 1;
		const task = /\b(?:task|device)\s+\w+\s*(?:\[[^\]]*\])?\s*\{|^\}/gm;
		task.lastIndex = body;
		const match = task.exec(text);
		if (match === null || match[0] === "}") continue;
		const inside = match.index + match[0].length;
		edited += `${text.slice(done, body)} int 0..999 keystroke;${text.slice(body, inside)} keystroke = `;
		found.push({ scenario, number: edited.length });
		edited += `${FIRST};`;
		done = inside;
	}
	edited += text.slice(done);
	const scenarios = found.map(({ scenario, number }) => ({
		scenario,
		lens: positionAt(edited, edited.search(new RegExp(`^scenario\\s+${scenario}\\b`, "m"))).line,
		number: positionAt(edited, number),
		// The variable that is assigned to: its hover says which values it takes.
		hover: positionAt(edited, number - "keystroke = ".length),
	}));
	return { text: edited, scenarios };
}

/** The number that is there at first; all have as many digits. */
const FIRST = 100;

/**
 * What the code lens above a scenario says.
 * @param {LanguageClient} client @param {string} uri @param {number} line
 */
async function lensOf(client, uri, line) {
	/** @type {{ range: { start: { line: number } }, command: { title: string } }[]} */
	const lenses = await client.request("textDocument/codeLens", { textDocument: { uri } });
	return lenses.find((lens) => lens.range.start.line === line)?.command.title ?? "";
}

/**
 * Types `rounds` times for each question, in each scenario of a text, with each client in turn.
 * @param {readonly LanguageClient[]} clients @param {string} uri @param {Edited} edited @param {number} rounds
 * @returns {Promise<readonly { keystroke: Keystroke, verdict: string, times: readonly Times[] }[]>} times of each
 * client
 */
async function type(clients, uri, { text, scenarios }, rounds) {
	for (const client of clients) {
		client.open(uri, text);
		await client.verdict(uri);
	}
	const measured = [];
	for (const keystroke of scenarios) {
		const { line, character } = keystroke.number;
		const range = { start: { line, character }, end: { line, character: character + String(FIRST).length } };
		const times = clients.map(noTimes);
		let number = FIRST;
		for (let round = 0; round < rounds; round++) {
			for (const question of /** @type {Question[]} */ (Object.keys(questions))) {
				number++;
				// In turns, and each as often the first one, so that all share the machine's mood.
				const turns = clients.map((_, index) => (round % 2 === 0 ? index : clients.length - 1 - index));
				for (const turn of turns) {
					const started = performance.now();
					clients[turn].change(uri, [{ range, text: String(number) }]);
					await questions[question](clients[turn], uri, keystroke);
					times[turn][question].push(performance.now() - started);
					await clients[turn].verdict(uri);
				}
			}
		}
		measured.push({ keystroke, verdict: await lensOf(clients[0], uri, keystroke.lens), times });
	}
	for (const client of clients) client.close(uri);
	return measured;
}

/** The cells of a row: median and 95th percentile of each question. @param {Times} times */
const cells = (times) =>
	Object.values(times).flatMap((values) => [milliseconds(percentile(values, 0.5)), milliseconds(percentile(values, 0.95))]);

/** @param {readonly Times[]} all @returns {Times} */
const together = (all) => ({
	verdict: all.flatMap(({ verdict }) => verdict),
	hover: all.flatMap(({ hover }) => hover),
	hints: all.flatMap(({ hints }) => hints),
});

/** @param {string} name @param {readonly number[]} values */
const spread = (name, values) =>
	`${name}: median ${milliseconds(median(values))} ms, 95 % ${milliseconds(percentile(values, 0.95))}, most ${milliseconds(Math.max(...values))}`;

const numbers = ["verdict ms", "95 %", "hover ms", "95 %", "hints ms", "95 %"];

/**
 * @param {Client} Client @param {readonly Build[]} builds
 * @param {{ samples: readonly string[], edits: number, lines: number, places: number, starts: number }} options
 * `samples`: paths within the samples' folder; `edits`: keystrokes of each kind in each scenario; `lines`: of the long
 * file; `places`: scenarios of it that are typed in
 */
export async function benchKeystroke(Client, builds, { samples, edits, lines, places, starts }) {
	/** @param {string} name */
	const uriOf = (name) => pathToFileURL(join(root, "samples", name)).href;
	/** @param {string} path */
	const textOf = (path) => readFileSync(join(root, "samples", path), "utf8");

	const clients = await Promise.all(builds.map(({ server }) => Client.start(server, { settings })));
	const rows = [["sample", "scenario", "build", ...numbers, "verdict of the edited scenario, under its own kernel"]];
	const all = builds.map(() => [noTimes()]);
	for (const sample of samples) {
		const text = textOf(sample);
		for (const [, scenario] of text.matchAll(/^scenario\s+(\w+)/gm)) {
			const uri = uriOf(join(dirname(sample), `bench ${scenario}.race`));
			for (const { verdict, times } of await type(clients, uri, withKeystrokes(text, scenario), edits)) {
				times.forEach((found, index) => {
					rows.push([sample, scenario, builds[index].name, ...cells(found), verdict]);
					all[index].push(found);
				});
			}
		}
	}
	for (const [index, times] of all.entries()) rows.push(["all samples", "", builds[index].name, ...cells(together(times)), ""]);
	console.log(`From a keystroke to what is asked for right behind it, ${edits} keystrokes each:\n`);
	printTable(rows, [0, 1, 2]);

	if (lines > 0) {
		const long = withKeystrokes(longFile(lines));
		const step = Math.max(1, long.scenarios.length / places);
		const chosen = long.scenarios.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step));
		const measured = await type(clients, uriOf("bench long.race"), { ...long, scenarios: chosen }, Math.ceil(edits / 5));
		console.log(
			`\nThe same on a file of ${long.text.split("\n").length} lines with ${long.scenarios.length} scenarios, in ${chosen.length} of them:\n`,
		);
		const head = ["build", ...numbers, ""];
		printTable([head, ...builds.map(({ name }, index) => [name, ...cells(together(measured.map(({ times }) => times[index]))), ""])], [0]);
	}
	for (const client of clients) await client.stop();

	if (lines > 0 && starts > 0) {
		console.log(`\nFrom the opening of the long file, as it is in the samples, ${starts} times:`);
		const opened = builds.map(() => ({ first: /** @type {number[]} */ ([]), verdicts: /** @type {number[]} */ ([]) }));
		const text = longFile(lines);
		for (let round = 0; round < starts; round++) {
			for (const [index, { server }] of builds.entries()) {
				const client = await Client.start(server, { settings });
				client.open(uriOf("bench warm.race"), "scenario s {}\n");
				await client.verdict(uriOf("bench warm.race"));
				const uri = uriOf("bench long.race");
				const started = performance.now();
				client.open(uri, text);
				await client.request("textDocument/foldingRange", { textDocument: { uri } });
				opened[index].first.push(performance.now() - started);
				await client.verdict(uri);
				opened[index].verdicts.push(performance.now() - started);
				await client.stop();
			}
		}
		for (const [index, { first, verdicts }] of opened.entries()) {
			console.log(spread(`${builds[index].name}, to the first answer`, first));
			console.log(spread(`${builds[index].name}, to all verdicts`, verdicts));
		}
	}

	if (samples.length > 0 && starts > 0) {
		console.log(`\nFrom the start of the process to the first diagnostics with a verdict (${samples[0]}, ${starts} starts):`);
		const started = builds.map(() => /** @type {number[]} */ ([]));
		for (let round = 0; round < starts; round++)
			for (const [index, { server }] of builds.entries())
				started[index].push(await startOf(Client, server, uriOf("bench start.race"), textOf(samples[0])));
		for (const [index, times] of started.entries()) console.log(spread(builds[index].name, times));
	}
}

/** @param {Client} Client @param {string} server @param {string} uri @param {string} text */
async function startOf(Client, server, uri, text) {
	const started = performance.now();
	const client = await Client.start(server);
	client.open(uri, text);
	await client.verdict(uri);
	const taken = performance.now() - started;
	await client.stop();
	return taken;
}
