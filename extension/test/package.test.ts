/** What is shipped: the `.vsix` and the npm package that `scripts/package.mjs --install` has made. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { RawClient } from "../../language-server/test/lsp/raw-client";

const root = resolve(import.meta.dirname, "../..");
const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const installed = join(root, ".build/installed/extension");
const manifest = () => JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));

describe("the extension", () => {
	test("takes at most 2 MB", () => {
		expect(statSync(join(root, "artifacts", `${name}-${version}.vsix`)).size).toBeLessThan(2 * 1024 * 1024);
	});

	test("holds the bundles, what the editor reads by itself, and the documentation", () => {
		const files = readdirSync(installed, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) =>
				join(entry.parentPath, entry.name)
					.slice(installed.length + 1)
					.split(sep)
					.join("/"),
			);
		const expected =
			/^(package\.json|package\.nls\.json|l10n\/[\w.-]+\.json|readme\.md|changelog\.md|LICENSE\.txt|dist\/(extension|server|checker|timeline|matrix)\.(node|browser)\.(cjs|js|css)|dist\/samples\.json|docs\/(tutorial\/)?[\w-]+\.md|docs\/images\/[\w-]+\.(webp|svg)|grammars\/[\w.-]+\.json|extension\/media\/[\w.-]+)$/;
		expect(files.filter((file) => !expected.test(file))).toEqual([]);
	});

	test("has every file that its manifest names", () => {
		const paths = JSON.stringify(manifest()).match(/"\.?\/?(?:dist|grammars|extension)\/[^"]+"/g) ?? [];
		expect(paths.length).toBeGreaterThan(5);
		expect(paths.map((path) => JSON.parse(path)).filter((path) => !existsSync(join(installed, path)))).toEqual([]);
	});

	test("wakes for its own language, files and commands only", () => {
		expect(manifest().activationEvents).toEqual(["onFileSystem:raceline-kernel"]);
	});

	test("says that it runs in untrusted and virtual workspaces", () => {
		expect(manifest().capabilities).toEqual({ untrustedWorkspaces: { supported: true }, virtualWorkspaces: true });
	});
});

describe("the command line tool", () => {
	const folder = mkdtempSync(join(tmpdir(), "raceline-"));
	afterAll(() => rmSync(folder, { recursive: true }));
	const shell = process.platform === "win32";
	const run = (command: string, ...args: string[]) => spawnSync(command, args, { cwd: folder, encoding: "utf8", shell });

	test("installs by itself and checks a scenario", () => {
		const installed = run("npm", "install", "--offline", "--no-audit", "--no-fund", join(root, "artifacts", `${name}-${version}.tgz`));
		expect(installed.status, installed.stderr).toBe(0);
		const checked = run("npx", "--offline", "raceline", "check", "node_modules/raceline/samples/series/gup-fast-pmd-vs-truncate.race");
		expect(checked.status, checked.stdout).toBe(0);
		expect(checked.stdout).toContain("gup_fast_pmd_vs_truncate");
	});

	test("brings the language server, whose kernel model is files that an editor can open", async () => {
		const client = new RawClient(join(folder, "node_modules/raceline/dist/server.node.cjs"));
		await client.initialize();
		const uri = "file:///s.race";
		const text = "scenario s { rwsem sem; task t { down_write(sem); } }";
		client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "raceline", version: 1, text } });
		const position = { line: 0, character: text.indexOf("down_write") };
		const { result } = await client.request("textDocument/definition", { textDocument: { uri }, position });
		const { uri: target, range } = result as { uri: string; range: { start: { line: number } } };
		expect(readFileSync(fileURLToPath(target), "utf8").split("\n")[range.start.line]).toContain("down_write(rwsem sem)");
		await client.request("shutdown");
		client.notify("exit");
		expect(await client.exited).toBe(0);
		expect(readdirSync(join(folder, "node_modules/.bin"))).toEqual(expect.arrayContaining(["raceline", "raceline-language-server"]));
	});

	test("reports in a form that the extension's problem matcher reads", () => {
		writeFileSync(
			join(folder, "lost.race"),
			'scenario lost {\n\tint x;\n\ttask t[2] { x++; }\n\tproperty two "only {x}" at end = x == 2;\n}\n',
		);
		const { stdout } = run("npx", "--offline", "raceline", "check", "lost.race");
		const [first, second] = manifest().contributes.problemMatchers[0].pattern.map(({ regexp }: { regexp: string }) => new RegExp(regexp));
		const lines = stdout.split("\n");
		const found = lines.findIndex((line) => first.test(line));
		expect(first.exec(lines[found])?.slice(1)).toEqual(["error", "expected safe, found a race: only 1 (two)"]);
		expect(second.exec(lines[found + 1])?.slice(1)).toEqual(["lost.race", "3", "14"]);
	});

	test("knows its version", () => {
		expect(run("npx", "--offline", "raceline", "--version").stdout.trim()).toBe(`raceline ${version}`);
	});
});
