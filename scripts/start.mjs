// @ts-check
/**
 * From a fresh clone to the samples in a real editor: installs, builds, shows in the terminal what one sample suffers
 * from without its fix, checks them all, and opens them in VS Code.
 *
 *     npm start [-- --check | --web | --port N]
 *
 * `--check` stops after the terminal's part and passes its exit code on. `--web` serves VS Code for the web even where
 * a desktop one could open.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bootstrap, root } from "./bootstrap.mjs";

const { values } = parseArgs({
	options: { check: { type: "boolean" }, web: { type: "boolean" }, port: { type: "string", default: "0" } },
});

bootstrap();
const { build } = await import("./build.mjs");
await build();

const samples = join(root, "samples");
const shown = "series/dma-vs-hole-punch.race";

console.log(`What ${shown} comes to, in a kernel without the fix:\n`);
raceline("explain", `samples/${shown}`);
console.log("\nAll samples, each against what it expects:\n");
const { status } = raceline("check", "samples");
if (values.check) process.exit(status ?? 1);

console.log("\nIn the editor what loses is underlined: red where it is not expected, blue where it is.");

if (values.web || !openDesktop()) {
	const { startWebHost } = await import("./web-host.mjs");
	const { url } = await startWebHost({ folder: samples, port: Number(values.port), open: shown });
	console.log(`\nThe samples in VS Code for the web: ${url}\nEdits stay in the browser tab. Ctrl+C ends.`);
}

/** @param {string[]} args */
function raceline(...args) {
	return spawnSync(process.execPath, [join(root, "dist", "raceline.cjs"), ...args], { cwd: root, stdio: "inherit" });
}

/** Opens the samples in a desktop VS Code; false where there is none or no screen. */
function openDesktop() {
	const hasScreen = process.platform === "darwin" || process.platform === "win32" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
	if (!hasScreen) return false;
	const shell = process.platform === "win32";
	const { status } = spawnSync("code", [`--extensionDevelopmentPath=${root}`, samples], { stdio: "inherit", shell });
	return status === 0;
}
