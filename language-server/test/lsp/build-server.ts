import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const built = new Map<string, Promise<string>>();

/** Bundles the server and its search worker as they ship, for Node; gives the path of the server. */
export function buildServer(): Promise<string> {
	return builtOnce("server.node");
}

/** Bundles the command line and its search worker as they ship; gives the path of the command. */
export function buildCommandLine(): Promise<string> {
	return builtOnce("cli.node");
}

/** Once for all files of tests that run in one process. */
function builtOnce(entry: string): Promise<string> {
	const path = built.get(entry) ?? bundle(entry);
	built.set(entry, path);
	return path;
}

async function bundle(entry: string): Promise<string> {
	const script = pathToFileURL(join(root, "scripts", "kernel-model.mjs")).href;
	const { esbuildKernelModel }: { esbuildKernelModel: Plugin } = await import(script);
	// Test files run side by side.
	const folder = join(root, ".build", "protocol-test", process.env.VITEST_POOL_ID ?? "0");
	await Promise.all(
		[entry, "checker.node"].map((name) =>
			build({
				absWorkingDir: root,
				entryPoints: [`language-server/src/main/${name}.ts`],
				outfile: join(folder, `${name}.cjs`),
				bundle: true,
				platform: "node",
				format: "cjs",
				target: "node20",
				logLevel: "error",
				define: { VERSION: '"of the test"' },
				plugins: [esbuildKernelModel],
			}),
		),
	);
	return join(folder, `${entry}.cjs`);
}
