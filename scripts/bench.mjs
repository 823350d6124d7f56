// @ts-check
/**
 * Measures what an author waits for. Prints medians and 95th percentiles and always exits with 0: times depend on the
 * machine, and are recorded and not judged.
 *
 *     npm run bench [-- --against DIR --edits 15 --lines 2000 --places 20 --starts 5 SAMPLE…]
 *
 * Without more: from a keystroke to its verdict, to the hover and to the hints; see `bench-keystroke.mjs`. `--lines 0`
 * leaves the long file out, a sample that does not exist the samples.
 *
 * With `--against DIR`, another checkout with a built `dist/` (`node scripts/build.mjs --minify` there), each keystroke
 * is typed for both builds in turn, so that both share the machine's mood.
 *
 * With `--features [--against DIR --lines 2000 --places 60 ROW…]`: every request of an editor on a long file; see
 * `bench-features.mjs`.
 * With `--responsive`: what the server answers while a large search runs; see `bench-responsive.mjs`.
 * With `--engine`: the search alone, on scenarios that grow; see `bench-engine.mjs`.
 * With `--peers`: Raceline beside other checkers; see `bench-peers.mjs`.
 */
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { benchEngine } from "./bench-engine.mjs";
import { benchFeatures } from "./bench-features.mjs";
import { benchKeystroke } from "./bench-keystroke.mjs";
import { benchPeers } from "./bench-peers.mjs";
import { benchResponsive } from "./bench-responsive.mjs";
import { bootstrap, root } from "./bootstrap.mjs";

/** @typedef {{ name: string, server: string }} Build a built server: what the tables call it, and its path */

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

/** @param {string} folder a checkout @returns {Build} */
function buildIn(folder) {
	const server = join(resolve(folder), "dist", "server.node.cjs");
	if (!existsSync(server)) throw new Error(`${folder} has no dist/server.node.cjs: run \`node scripts/build.mjs --minify\` there`);
	return { name: basename(resolve(folder)), server };
}

async function main() {
	bootstrap();
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			against: { type: "string" },
			edits: { type: "string", default: "15" },
			starts: { type: "string", default: "5" },
			engine: { type: "boolean", default: false },
			responsive: { type: "boolean", default: false },
			peers: { type: "boolean", default: false },
			features: { type: "boolean", default: false },
			lines: { type: "string", default: "2000" },
			places: { type: "string" },
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
	const builds = [buildIn(root), ...(values.against === undefined ? [] : [buildIn(values.against)])];
	const lines = Number(values.lines);
	if (values.features) return benchFeatures(Client, builds, { lines, places: Number(values.places ?? 60), wanted: positionals });
	const samples = readdirSync(join(root, "samples"), { recursive: true, encoding: "utf8" })
		.filter((path) => path.endsWith(".race"))
		.filter((path) => positionals.length === 0 || positionals.some((wanted) => wanted.endsWith(path) || path.endsWith(wanted)))
		.sort();
	const { edits, places = 20, starts } = values;
	return benchKeystroke(Client, builds, { samples, edits: Number(edits), lines, places: Number(places), starts: Number(starts) });
}

await main().catch((error) => console.error(error));
process.exitCode = 0;
