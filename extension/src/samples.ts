/** *Open Sample…*: something to read, without a folder, in a browser as well. */
import * as vscode from "vscode";

interface Sample {
	/** Such as `series/dma-vs-hole-punch.race`. */
	readonly path: string;
	readonly text: string;
}

/** Registers the command; with a path as its argument `openSample` opens that sample without asking. */
export function registerSamples(extensionUri: vscode.Uri): vscode.Disposable {
	let samples: Promise<readonly Sample[]> | undefined;
	const open = async (content: string): Promise<void> => {
		await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "raceline", content }));
	};
	return vscode.Disposable.from(
		vscode.commands.registerCommand("raceline.openSample", async (path?: string) => {
			samples ??= readSamples(extensionUri);
			const all = await samples;
			const sample = typeof path === "string" ? all.find((candidate) => candidate.path === path) : await pick(all);
			if (sample) await open(sample.text);
		}),
	);
}

/** The race to begin with. */
const FIRST = "series/dma-vs-hole-punch.race";

async function readSamples(extensionUri: vscode.Uri): Promise<readonly Sample[]> {
	const content = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, "dist", "samples.json"));
	return JSON.parse(new TextDecoder().decode(content));
}

async function pick(samples: readonly Sample[]): Promise<Sample | undefined> {
	let folder = "";
	const [series] = FIRST.split("/");
	const isFirst = ({ path }: Sample): number => (path === FIRST ? 2 : path.startsWith(`${series}/`) ? 1 : 0);
	const ordered = samples.toSorted((a, b) => isFirst(b) - isFirst(a));
	const items = ordered.flatMap((sample): (vscode.QuickPickItem & { readonly sample?: Sample })[] => {
		const [topic, name] = sample.path.split("/");
		const item = { label: name.replace(/\.race$/, ""), detail: storyOf(sample), sample };
		if (topic === folder) return [item];
		folder = topic;
		return [{ label: topic.replaceAll("-", " "), kind: vscode.QuickPickItemKind.Separator }, item];
	});
	const chosen = await vscode.window.showQuickPick(items, {
		title: vscode.l10n.t("Open a sample"),
		placeHolder: vscode.l10n.t("What loses is underlined: red where it is not expected, blue where it is"),
		matchOnDetail: true,
	});
	return chosen?.sample;
}

/** The first sentences of the comment that a sample begins with. */
function storyOf({ text }: Sample): string {
	const lines = /^(?:\/\/\/.*\n)+/.exec(text)?.[0].split("\n") ?? [];
	const [paragraph] = lines
		.map((line) => line.replace(/^\/\/\/ ?/, ""))
		.join("\n")
		.split("\n\n");
	return paragraph.replaceAll("\n", " ").trim();
}
