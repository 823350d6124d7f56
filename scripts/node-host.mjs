// @ts-check
/**
 * VS Code with its extensions in Node processes, as on the desktop, shown in a browser: `code-server` with the
 * extension unpacked into it. The same tests run in it as in VS Code for the web (`web-host.mjs`), so that both entries
 * of the extension are seen in a real editor.
 *
 * It is large and has native parts, so it is no dependency of the repository: `ensureNodeHost` installs it into
 * `.build/` where it is wanted, which `npm test` does not ask for.
 *
 *     npm run test:node-host [-- STORY…]
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./bootstrap.mjs";

const version = "4.100.3";
const folder = join(root, ".build", `code-server-${version}`);
const entry = join(folder, "node_modules", "code-server", "out", "node", "entry.js");
const ready = join(folder, "ready");

/**
 * Path of a code-server's entry: that of the environment's `CODE_SERVER`, or one that is installed now if need be, from
 * the npm registry.
 * @returns {string}
 * @throws an error when it cannot be installed
 */
export function ensureNodeHost() {
	if (process.env.CODE_SERVER) return process.env.CODE_SERVER;
	if (existsSync(ready)) return entry;
	console.log(`Installing code-server ${version} into ${folder}`);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
	/** @param {string} cwd @param {string[]} args */
	const npm = (cwd, ...args) => spawnSync("npm", args, { cwd, stdio: "inherit", shell: process.platform === "win32" }).status === 0;
	const quietly = ["--ignore-scripts", "--no-audit", "--no-fund"];
	const editor = join(folder, "node_modules", "code-server", "lib", "vscode");
	// The scripts of its installation would fetch programs from elsewhere. Native parts are built here.
	const installed =
		npm(folder, "install", ...quietly, `code-server@${version}`) &&
		npm(editor, "install", "--omit=dev", ...quietly) &&
		npm(folder, "rebuild", "argon2") &&
		["@vscode/spdlog", "native-watchdog", "@parcel/watcher"].every((name) => npm(editor, "rebuild", name));
	if (!installed) throw new Error(`code-server ${version} cannot be installed; npm's messages are above`);
	// Its script ends in an error after the part has been built.
	spawnSync("npm", ["rebuild", "node-pty"], { cwd: editor, stdio: "ignore", shell: process.platform === "win32" });
	const search = join(editor, "node_modules", "@vscode", "ripgrep", "bin");
	mkdirSync(search, { recursive: true });
	symlinkSync(ensureRipgrep(), join(search, "rg"));
	writeFileSync(ready, "");
	return entry;
}

/** Path of the program that VS Code finds files with. Its package would download it. */
function ensureRipgrep() {
	const find = () => (process.env.PATH ?? "").split(delimiter).find((folder) => existsSync(join(folder, "rg")));
	const rights = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
	if (!find()) {
		const [command, ...args] = [...rights, "sh", "-c", "apt-get update && apt-get install -y ripgrep"];
		spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
	}
	const found = find();
	if (!found) throw new Error("VS Code needs ripgrep to find files. Install it with: sudo apt-get install ripgrep");
	return join(found, "rg");
}

/**
 * Starts the host with a copy of a folder, so that edits do not last.
 *
 * @param {object} options
 * @param {string} options.folder path of the folder to open
 * @param {string} options.extension path of an unpacked extension
 * @param {Record<string, unknown>} [options.settings] editor settings that differ from VS Code's defaults
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startNodeHost({ folder, extension, settings = {} }) {
	const code = ensureNodeHost();
	const home = mkdtempSync(join(realpathSync(tmpdir()), "raceline-host-"));
	const opened = join(home, basename(folder));
	cpSync(folder, opened, { recursive: true });
	cpSync(extension, join(home, "extensions", "raceline"), { recursive: true });
	const user = join(home, "user", "User");
	mkdirSync(user, { recursive: true });
	// What a terminal draws by itself cannot be read from the page.
	const readable = { "terminal.integrated.gpuAcceleration": "off" };
	const all = { "workbench.startupEditor": "none", "files.autoSave": "off", ...readable, ...settings };
	writeFileSync(join(user, "settings.json"), JSON.stringify(all));
	const port = await freePort();
	const flags = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override"];
	const folders = ["--user-data-dir", join(home, "user"), "--extensions-dir", join(home, "extensions")];
	const server = spawn(process.execPath, [code, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, ...flags, ...folders], {
		env: { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, "config"), XDG_DATA_HOME: join(home, "data") },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const ended = new Promise((resolve) => server.once("exit", resolve));
	await new Promise((resolve, reject) => {
		let said = "";
		/** @param {Buffer} text */
		const listen = (text) => {
			said += text;
			if (/HTTP server listening/.test(said)) resolve(undefined);
		};
		server.stdout.on("data", listen);
		server.stderr.on("data", listen);
		server.once("error", reject);
		server.once("exit", () => reject(new Error(`code-server ended:\n${said}`)));
	});
	return {
		url: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(opened)}`,
		async close() {
			server.kill();
			await ended;
			rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
		},
	};
}

/** @returns {Promise<number>} */
async function freePort() {
	const probe = createServer();
	await new Promise((resolve) => probe.listen(0, "127.0.0.1", () => resolve(undefined)));
	const address = probe.address();
	await new Promise((resolve) => probe.close(resolve));
	if (address === null || typeof address === "string") throw new Error("there is no free port");
	return address.port;
}

/** The stories that are worth the time where nothing but the host is different. */
const stories = ["node-host", "story", "use", "timeline", "replay", "testing", "tasks"];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const entry = ensureNodeHost();
	const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
	const wanted = process.argv.length > 2 ? process.argv.slice(2) : stories;
	const { status } = spawnSync(
		process.execPath,
		[vitest, "run", "--root", root, "--config", "extension/test/vitest.config.mts", ...wanted.map((name) => `/${name}.test.ts`)],
		{ cwd: root, stdio: "inherit", env: { ...process.env, EDITOR_HOST: "node", CODE_SERVER: entry } },
	);
	process.exit(status ?? 1);
}
