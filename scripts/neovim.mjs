// @ts-check
/**
 * Neovim as a second client: it opens a sample with the built server, configured as `docs/editors.md` says, and does
 * what its users do. What it does is in `neovim.lua`.
 *
 *     node scripts/neovim.mjs        after a build; says what it tried, and `N passed, N failed`
 */
import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./bootstrap.mjs";

const sample = "samples/series/dma-vs-hole-punch.race";

/** @returns {string | undefined} what `nvim --version` says, where there is one */
function installedVersion() {
	const { status, stdout } = spawnSync("nvim", ["--version"], { encoding: "utf8", timeout: 30_000 });
	return status === 0 ? /^NVIM v(.*)$/m.exec(stdout)?.[1] : undefined;
}

/**
 * The version of Neovim, installed now by the system's package manager if need be.
 * @returns {string}
 * @throws an error that names the command to run
 */
export function ensureNeovim() {
	const found = installedVersion();
	if (found) return found;
	const rights = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
	const [command, ...args] = [...rights, "sh", "-c", "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y neovim"];
	console.log(`No Neovim found, trying: ${[command, ...args].join(" ")}`);
	spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
	const installed = installedVersion();
	if (installed) return installed;
	throw new Error("The test with Neovim needs it. Install it with: sudo apt-get install neovim");
}

/**
 * Has Neovim work with the server in `dist/`.
 * @returns {Promise<{ passed: number, failed: number, said: string }>}
 */
export async function runNeovim() {
	const version = ensureNeovim();
	const folder = join(root, ".build", "neovim");
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(join(folder, "bin"), { recursive: true });
	symlinkSync(join(root, "dist", "server.node.cjs"), join(folder, "bin", "raceline-language-server"));
	cpSync(join(root, sample), join(folder, "sample.race"));
	writeFileSync(join(folder, "init.lua"), configuration(version));
	// Without the user's own files, and with ours in their place.
	const { ended, stdout, stderr } = await execute(
		"nvim",
		["--headless", "--clean", "-u", "init.lua", "-n", "sample.race", "-c", `luafile ${join(root, "scripts", "neovim.lua")}`],
		{
			cwd: folder,
			timeout: 300_000,
			env: { ...process.env, PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`, NVIM_LOG_FILE: join(folder, "log") },
		},
	);
	const results = [...stdout.matchAll(/^(not )?ok .*$/gm)];
	const wrong = results.filter(([, not]) => not).map(([line]) => `${line}\n`);
	const failed = wrong.length;
	if (ended === "" && results.length > 0) return { passed: results.length - failed, failed, said: wrong.join("") };
	const said = `${wrong.join("")}Neovim ${version} ended early: ${ended}\n${stdout}${stderr}\n`;
	return { passed: results.length - failed, failed: failed + 1, said };
}

/**
 * Runs a command to its end.
 * @param {string} command @param {string[]} args @param {import("node:child_process").ExecFileOptions} options
 * @returns {Promise<{ ended: string, stdout: string, stderr: string }>} `ended`: why it did not end well, if so
 */
function execute(command, args, options) {
	return new Promise((resolve) => {
		execFile(command, args, { ...options, encoding: "utf8" }, (error, stdout, stderr) =>
			resolve({ ended: error?.message ?? "", stdout, stderr }),
		);
	});
}

/**
 * What `docs/editors.md` says for a version of Neovim: of its two pieces of Lua the one that is for it.
 * @param {string} version
 */
function configuration(version) {
	const [, chapter] = readFileSync(join(root, "docs", "editors.md"), "utf8").split("## Neovim");
	const pieces = [...chapter.split("\n## ")[0].matchAll(/```lua\n([\s\S]*?)```/g)].map(([, code]) => code);
	if (pieces.length !== 2) throw new Error("docs/editors.md has other pieces of Lua for Neovim than are tested");
	const [recent, older] = pieces;
	const minor = Number(/^0\.(\d+)/.exec(version)?.[1] ?? 99);
	return minor >= 11 ? recent : older;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { passed, failed, said } = await runNeovim();
	process.stdout.write(said);
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed > 0 ? 1 : 0;
}
