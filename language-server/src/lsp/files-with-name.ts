/** The files of the workspace that may use a name, be they open or not. */
import type { CancellationToken } from "vscode-languageserver";
import type { Snapshot } from "../service/workspace/snapshot";
import type { ServerContext } from "./context";

/** So long, in milliseconds, nobody else is answered. */
const SLICE = 10;

/**
 * What is known of the open documents, and of the other files in whose texts a name stands; of the open ones alone
 * where there is none.
 */
export async function filesWithName(
	{ workspace, workspaceFiles }: Pick<ServerContext, "workspace" | "workspaceFiles">,
	name: string | undefined,
	token: CancellationToken,
): Promise<readonly Snapshot[]> {
	const found = workspace.openDocuments().flatMap((uri) => workspace.snapshot(uri) ?? []);
	if (name === undefined) return found;
	let began = Date.now();
	for (const uri of await workspaceFiles().catch(() => [])) {
		if (token.isCancellationRequested) break;
		if (workspace.isOpen(uri)) continue;
		const text = await workspace.read(uri);
		const snapshot = text?.includes(name) ? await workspace.unopened(uri) : undefined;
		if (snapshot) found.push(snapshot);
		if (Date.now() - began < SLICE) continue;
		await new Promise((resolve) => setTimeout(resolve));
		began = Date.now();
	}
	return found;
}
