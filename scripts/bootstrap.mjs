// @ts-check
/**
 * Makes a fresh clone ready: dependencies as the lock file says. Needs Node and nothing else, so it imports only what
 * Node brings.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const oldestNode = 20;

/**
 * Runs `npm ci` when `node_modules` is missing or older than the lock file. Ends the process with a sentence when that
 * fails.
 */
export function bootstrap() {
	if (Number.parseInt(process.versions.node, 10) < oldestNode) {
		fail(`Raceline needs Node ${oldestNode} or newer; this is ${process.version}.`);
	}
	// npm writes this file at the end of an installation, so an interrupted one counts as missing.
	const installed = modifiedAt(join(root, "node_modules", ".package-lock.json"));
	if (installed >= modifiedAt(join(root, "package-lock.json"))) return;
	console.log("Installing dependencies (npm ci)");
	const { status } = spawnSync("npm", ["ci"], { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
	if (status !== 0) fail("npm ci failed; its messages are above.");
}

/** @param {string} message @returns {never} */
function fail(message) {
	console.error(message);
	process.exit(1);
}

/** @param {string} path */
function modifiedAt(path) {
	return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) bootstrap();
