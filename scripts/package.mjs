// @ts-check
/**
 * Makes what is shipped, in `artifacts/`: the extension as one `.vsix` for the desktop and the web, and the command
 * line tool with the language server as an npm package.
 *
 * Each is put together in a folder of its own under `.build/`, which holds what it ships and nothing else.
 *
 *     node scripts/package.mjs [--install]
 *
 * `--install` also unpacks the extension into `.build/installed`, as an editor does; that is what the tests in the real
 * editor run.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bootstrap, root } from "./bootstrap.mjs";
import { build } from "./build.mjs";

const artifacts = join(root, "artifacts");

/** What the manifest of the repository has for its development only. */
const developmentKeys = ["scripts", "devDependencies", "bin", "private"];

/** What of the build an extension has; the npm package has the next. */
const extensionBundles = [
	"extension.node.cjs",
	"extension.browser.js",
	"server.node.cjs",
	"server.browser.js",
	"checker.node.cjs",
	"checker.browser.js",
	"timeline.browser.js",
	"timeline.browser.css",
	"matrix.browser.js",
	"matrix.browser.css",
	"samples.json",
];
const toolBundles = ["raceline.cjs", "server.node.cjs", "checker.node.cjs", "kernel"];

/**
 * @returns {Promise<{ vsix: string, npm: string }>} paths of the packages
 */
export async function makePackages() {
	const dist = join(root, ".build", "minified");
	await build({ minify: true, dist });
	mkdirSync(artifacts, { recursive: true });
	const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
	return { vsix: await packExtension(manifest, dist), npm: packTool(manifest, dist) };
}

/** @param {Record<string, any>} manifest @param {string} dist */
async function packExtension(manifest, dist) {
	const folder = emptyFolder("vsix");
	const shipped = Object.fromEntries(Object.entries(manifest).filter(([key]) => !developmentKeys.includes(key)));
	writeManifest(folder, { ...shipped, engines: { vscode: manifest.engines.vscode } });
	copy(folder, root, ["package.nls.json", "l10n", "README.md", "CHANGELOG.md", "LICENSE", "docs", "extension/media"]);
	// In the repository the README follows its reader's theme; the package has one picture of each.
	rmSync(join(folder, "docs", "images", "light"), { recursive: true, force: true });
	const readme = readFileSync(join(folder, "README.md"), "utf8");
	writeFileSync(join(folder, "README.md"), readme.replace(/<\/?picture>\n?|<source [^>]*>\n?/g, ""));
	copy(
		folder,
		root,
		["language-configuration.json", "raceline.tmLanguage.json", "markdown.tmLanguage.json", "snippets.json"].map(
			(name) => `grammars/${name}`,
		),
	);
	copy(join(folder, "dist"), dist, extensionBundles);
	const { createVSIX } = await import("@vscode/vsce");
	const packagePath = join(artifacts, `${manifest.name}-${manifest.version}.vsix`);
	await createVSIX({ cwd: folder, packagePath, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
	return packagePath;
}

/** @param {Record<string, any>} manifest @param {string} dist */
function packTool(manifest, dist) {
	const folder = emptyFolder("npm");
	const { name, version, description, license, keywords, bin } = manifest;
	writeManifest(folder, { name, version, description, license, keywords, bin, engines: { node: manifest.engines.node } });
	copy(folder, root, ["LICENSE", "samples"]);
	cpSync(join(root, "docs", "cli.md"), join(folder, "README.md"));
	copy(join(folder, "dist"), dist, toolBundles);
	const { status, stdout, stderr } = spawnSync("npm", ["pack", "--json", "--pack-destination", artifacts], {
		cwd: folder,
		encoding: "utf8",
		shell: process.platform === "win32",
	});
	if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
	return join(artifacts, JSON.parse(stdout)[0].filename);
}

/**
 * Unpacks a `.vsix`.
 * @param {string} vsix
 * @returns {Promise<string>} the folder of the extension
 */
export async function install(vsix) {
	const { unzipSync } = await import("fflate");
	const folder = emptyFolder("installed");
	for (const [path, content] of Object.entries(unzipSync(readFileSync(vsix)))) {
		mkdirSync(join(folder, dirname(path)), { recursive: true });
		writeFileSync(join(folder, path), content);
	}
	return join(folder, "extension");
}

/** @param {string} name */
function emptyFolder(name) {
	const folder = join(root, ".build", name);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	return folder;
}

/** @param {string} folder @param {object} manifest */
function writeManifest(folder, manifest) {
	writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, "\t")}\n`);
}

/** @param {string} to @param {string} from @param {readonly string[]} paths of files and folders */
function copy(to, from, paths) {
	for (const path of paths) cpSync(join(from, path), join(to, path), { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	bootstrap();
	const { values } = parseArgs({ options: { install: { type: "boolean" } } });
	const packages = await makePackages();
	for (const path of Object.values(packages)) console.log(`${path} (${Math.round(statSync(path).size / 1024)} KB)`);
	if (values.install) await install(packages.vsix);
}
