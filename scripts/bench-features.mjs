// @ts-check
/**
 * Measures, through the built server's real protocol, how long each request of an editor takes on a file of 2,000
 * lines: when nothing has changed since the last one, and as the first request after a keystroke, which pays for what
 * the keystroke made invalid.
 *
 * The file is made of the samples' scenarios, again and again under other names until it is long enough. Each row is
 * made at many places spread over the whole file. `computed` is the 95th percentile of what the server's main thread
 * computed meanwhile, without what it waited for.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { milliseconds, percentile, printTable } from "./bench-numbers.mjs";
import { root } from "./bootstrap.mjs";

/** What every request shall take at most, in the 95th percentile. */
const GOAL = 20;

/** @typedef {import("../language-server/test/lsp/language-client").LanguageClient} LanguageClient */
/** @typedef {{ line: number, character: number }} Position */
/**
 * @typedef {{ row: string, method: string, params: (place: Position) => object, places: readonly Position[] }} Feature
 */

/** Whether a sample has nothing but scenarios: what else it declares might have the name of something in another. */
const hasOnlyScenarios = (/** @type {string} */ text) => !/^(?!scenario\b|[\s/*}]|$)/m.test(text);

/** A file of at least so many lines, of the samples' scenarios. @param {number} lines */
export function longFile(lines) {
	const folder = join(root, "samples");
	const samples = readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((path) => path.endsWith(".race"))
		.sort()
		.map((path) => readFileSync(join(folder, path), "utf8"))
		.filter(hasOnlyScenarios);
	let text = "";
	for (let round = 1; text.split("\n").length < lines; round++) {
		for (const sample of samples) {
			if (text.split("\n").length >= lines) break;
			text += `${round === 1 ? sample : sample.replace(/^(scenario\s+\w+)/gm, `$1_${round}`)}\n`;
		}
	}
	return text;
}

/**
 * Positions in a text at the ends of what `pattern` matches: at most `count`, evenly spread.
 * @param {string} text @param {RegExp} pattern @param {number} count
 */
function placesOf(text, pattern, count) {
	const starts = [0];
	for (let index = text.indexOf("\n"); index >= 0; index = text.indexOf("\n", index + 1)) starts.push(index + 1);
	const all = [...text.matchAll(pattern)].map((match) => match.index + match[0].length);
	const chosen = all.length <= count ? all : Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]);
	return chosen.map((offset) => {
		const line = starts.findLastIndex((start) => start <= offset);
		return { line, character: offset - starts[line] };
	});
}

/** @param {string} uri @param {string} text @param {number} count @returns {Feature[]} */
function featuresOf(uri, text, count) {
	const lines = text.split("\n").length;
	const textDocument = { uri };
	const whole = { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
	/** What an editor shows at once, around a place. @param {Position} place */
	const screen = ({ line }) => ({
		start: { line: Math.max(0, line - 25), character: 0 },
		end: { line: Math.min(lines - 1, line + 25), character: 0 },
	});
	const options = { tabSize: 8, insertSpaces: false };
	const names = placesOf(text, /(?<![\w/])[a-z]\w\w/g, count);
	const calls = placesOf(text, /\b[a-z]\w+\(\w+, /g, count);
	const declared = placesOf(text, /^\t(?:file|page|mm|int|bool)\s+\w/gm, count);
	const functions = placesOf(text, /\b(?:get_user_pages_fast|truncate|put_page|punch_hole)(?=\()/g, count);
	/** @param {Position} position */
	const at = (position) => ({ textDocument, position });
	/**
	 * @param {string} row
	 * @param {string} method
	 * @param {readonly Position[]} places
	 * @param {(place: Position) => object} [params]
	 */
	const feature = (row, method, places, params = at) => ({ row, method, params, places });
	/** @param {string} row @param {string} method @param {(place: Position) => object} [params] */
	const ofFile = (row, method, params = () => ({ textDocument })) => feature(row, method, names, params);
	const document = "textDocument";
	return [
		feature("hover", `${document}/hover`, names),
		feature("completion, empty line", `${document}/completion`, placesOf(text, /^\n(?=\t)/gm, count)),
		feature("completion, mid word", `${document}/completion`, placesOf(text, /^\t\t[a-z]\w/gm, count)),
		feature("completion, in a call", `${document}/completion`, calls),
		feature("completion, after a dot", `${document}/completion`, placesOf(text, /\b[a-z]\w*\.(?=[a-z])/g, count)),
		feature("completion, under", `${document}/completion`, placesOf(text, /\bunder (?=v)/g, count)),
		feature("signature help", `${document}/signatureHelp`, calls),
		feature("definition", `${document}/definition`, names),
		feature("type definition", `${document}/typeDefinition`, declared),
		feature("references", `${document}/references`, names, (place) => ({ ...at(place), context: { includeDeclaration: true } })),
		feature("highlight", `${document}/documentHighlight`, names),
		feature("prepare rename", `${document}/prepareRename`, declared),
		feature("rename", `${document}/rename`, declared, (place) => ({ ...at(place), newName: "renamed" })),
		ofFile("formatting", `${document}/formatting`, () => ({ textDocument, options })),
		ofFile("formatting, range", `${document}/rangeFormatting`, (place) => ({ textDocument, options, range: screen(place) })),
		feature("formatting, on type", `${document}/onTypeFormatting`, placesOf(text, /;(?=\n)/g, count), (place) => ({
			...at(place),
			ch: ";",
			options,
		})),
		ofFile("document symbols", `${document}/documentSymbol`),
		ofFile("semantic tokens", `${document}/semanticTokens/full`),
		ofFile("semantic tokens, delta", `${document}/semanticTokens/full/delta`, () => ({ textDocument, previousResultId: "1" })),
		ofFile("semantic tokens, range", `${document}/semanticTokens/range`, (place) => ({ textDocument, range: screen(place) })),
		ofFile("folding", `${document}/foldingRange`),
		feature("selection", `${document}/selectionRange`, names, (place) => ({ textDocument, positions: [place] })),
		ofFile("inlay hints, screen", `${document}/inlayHint`, (place) => ({ textDocument, range: screen(place) })),
		ofFile("inlay hints, file", `${document}/inlayHint`, () => ({ textDocument, range: whole })),
		ofFile("code lenses", `${document}/codeLens`),
		feature("code actions", `${document}/codeAction`, placesOf(text, /^\t\tpage/gm, count), (place) => ({
			textDocument,
			range: { start: place, end: place },
			context: { diagnostics: [], only: ["source", "refactor"] },
		})),
		feature("call hierarchy", `${document}/prepareCallHierarchy`, functions),
		ofFile("workspace symbols", "workspace/symbol", () => ({ query: "page" })),
		ofFile("links", `${document}/documentLink`),
		ofFile("diagnostics", `${document}/diagnostic`),
	];
}

/**
 * Milliseconds for which a process's main thread has computed so far: what a request takes of its own, on a machine
 * that has other things to do. Known on Linux only.
 * @param {number} pid
 */
function computed(pid) {
	try {
		return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
	} catch {
		return Number.NaN;
	}
}

/** What of a keystroke is an error in the next answer, without a verdict to wait for: a name that nothing has. */
const KEYSTROKE = "q";

/**
 * Makes a request at all its places, of each client in turn.
 * @param {readonly LanguageClient[]} clients @param {string} uri @param {Feature} feature @param {boolean} typed
 * @returns {Promise<readonly (readonly number[])[]>} for each client median, 95th percentile, and that of what was
 * computed
 */
async function measure(clients, uri, { method, params, places }, typed) {
	const measured = clients.map(() => ({ times: /** @type {number[]} */ ([]), busy: /** @type {number[]} */ ([]) }));
	for (const client of clients) {
		await client.verdict(uri);
		await client.request(method, params(places[0])).catch(() => undefined);
	}
	for (const place of places) {
		const end = { line: place.line, character: place.character + (typed ? KEYSTROKE.length : 0) };
		for (const [index, client] of clients.entries()) {
			if (typed) {
				// The time begins with the keystroke.
				await client.verdict(uri);
				await client.request("textDocument/foldingRange", { textDocument: { uri } });
			}
			const before = computed(client.pid);
			const started = performance.now();
			if (typed) client.change(uri, [{ range: { start: place, end: place }, text: KEYSTROKE }]);
			await client.request(method, params(end)).catch(() => undefined);
			measured[index].times.push(performance.now() - started);
			measured[index].busy.push(computed(client.pid) - before);
			if (typed) client.change(uri, [{ range: { start: place, end }, text: "" }]);
		}
	}
	return measured.map(({ times, busy }) => [percentile(times, 0.5), percentile(times, 0.95), percentile(busy, 0.95)]);
}

/** Whether a document's status tells of as many scenarios as it has. @param {string} status @param {string} text */
function isEachKnown(status, text) {
	const told = [...status.matchAll(/(\d+) (?!expectation)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
	return told >= (text.match(/^scenario/gm)?.length ?? 0);
}

/**
 * @param {typeof import("../language-server/test/lsp/language-client").LanguageClient} Client
 * @param {readonly import("./bench.mjs").Build[]} builds
 * @param {{ lines: number, places: number, wanted: readonly string[] }} options
 */
export async function benchFeatures(Client, builds, { lines, places, wanted }) {
	const uri = pathToFileURL(join(root, "samples", "bench features.race")).href;
	const text = longFile(lines);
	console.log(`A file of ${text.split("\n").length} lines with ${text.match(/^scenario/gm)?.length} scenarios.`);
	const clients = [];
	for (const { name, server } of builds) {
		const client = await Client.start(server, { settings: { check: { maxStates: 100_000, maxSeconds: 10 }, referenceLenses: true } });
		const started = performance.now();
		client.open(uri, text);
		await client.request("textDocument/foldingRange", { textDocument: { uri } });
		console.log(`${name}: first answer ${milliseconds(performance.now() - started)} ms after opening (the kernel model is read then)`);
		await client.until(() => isEachKnown(client.statuses.get(uri)?.text ?? "", text));
		console.log(`${name}: each scenario's own verdict after ${milliseconds(performance.now() - started)} ms`);
		await client.verdict(uri);
		console.log(`${name}: all verdicts after ${milliseconds(performance.now() - started)} ms`);
		clients.push(client);
	}

	const rows = [["request", "build", "places", "median ms", "95 %", "computed", "after a keystroke", "95 %", "computed", ""]];
	for (const feature of featuresOf(uri, text, places)) {
		if (wanted.length > 0 && !wanted.some((part) => feature.row.includes(part))) continue;
		const quiet = await measure(clients, uri, feature, false);
		const typed = await measure(clients, uri, { ...feature, places: feature.places.filter((_, index) => index % 3 === 0) }, true);
		builds.forEach(({ name }, index) => {
			const numbers = [...quiet[index], ...typed[index]];
			const misses = [quiet[index][1] > GOAL && "unchanged", typed[index][1] > GOAL && "typing"].filter(Boolean);
			const remark = misses.length > 0 ? `over ${GOAL} ms: ${misses.join(", ")}` : "";
			rows.push([feature.row, name, String(feature.places.length), ...numbers.map(milliseconds), remark]);
		});
		if (process.stdout.isTTY) console.log(`${feature.row} …`);
	}
	console.log();
	printTable(rows, [0, 1]);
	for (const client of clients) await client.stop();
}
