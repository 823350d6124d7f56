// @ts-check
/**
 * Finds a Chromium for the tests in the real editor, and installs one where there is none.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { root } from "./bootstrap.mjs";

/**
 * Path of an installed Chromium or Chrome: the environment's `CHROMIUM`, one on the `PATH`, or Playwright's own.
 * @returns {string | undefined}
 */
export function findChromium() {
	const onPath = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].flatMap((name) =>
		(process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)),
	);
	const macOS = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];
	const candidates = [process.env.CHROMIUM ?? "", ...onPath, ...macOS, chromium.executablePath()];
	// Some distributions ship a `chromium` that only says how to get the real one.
	return candidates.find((path) => path !== "" && existsSync(path) && spawnSync(path, ["--version"], { timeout: 30_000 }).status === 0);
}

/**
 * Path of a Chromium, installed now if need be: by the system's package manager where that is allowed, else by
 * Playwright.
 * @returns {string}
 * @throws an error that names the command to run
 */
export function ensureChromium() {
	const found = findChromium();
	if (found) return found;
	const rights = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
	const playwright = join(root, "node_modules", "playwright-core", "cli.js");
	const attempts = [
		[...rights, "sh", "-c", "apt-get update && apt-get install -y chromium"],
		[process.execPath, playwright, "install", "chromium"],
	];
	for (const [command, ...args] of attempts) {
		console.log(`No Chromium found, trying: ${[command, ...args].join(" ")}`);
		spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
		const installed = findChromium();
		if (installed) return installed;
	}
	throw new Error(
		"The tests in the real editor need Chromium. Install it with: sudo apt-get install chromium (or set CHROMIUM to its path)",
	);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(ensureChromium());
