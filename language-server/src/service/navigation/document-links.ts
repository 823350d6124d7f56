import { t } from "../../base/l10n";
import type { Span } from "../../base/span";
import type { Snapshot } from "../workspace/snapshot";
import { usedFile } from "../workspace/use-paths";

/** A piece of text that leads somewhere. */
export interface DocumentLink {
	readonly span: Span;
	/** A URI. */
	readonly target: string;
	readonly tooltip: string;
}

/** Where the kernel's commits can be read. */
const COMMITS = "https://git.kernel.org/linus/";

/** The files that are used, and the commits that patches and comments name. */
export function documentLinks(snapshot: Snapshot): readonly DocumentLink[] {
	const { file } = snapshot;
	const links: DocumentLink[] = [];
	for (const item of file.tree.items) {
		const target = item.kind === "use" ? usedFile(snapshot, item) : undefined;
		if (item.kind === "use" && target !== undefined) {
			const { start, end } = file.spanOf(item.path);
			links.push({ span: { start: start + 1, end: end - 1 }, target, tooltip: t`Open the file` });
		}
		if (item.kind !== "patch") continue;
		for (const { name, value } of item.entries) {
			if (name.text !== "commit" || value.kind !== "string" || !isCommit(value.value)) continue;
			links.push(commitLink(file.spanOf(value).start + 1, value.value));
		}
	}
	const { kinds, starts, ends, length } = file.tree.tokens;
	for (let token = 0; token < length; token++) {
		if (kinds[token] !== "comment" && kinds[token] !== "docComment") continue;
		const comment = file.text.slice(starts[token], ends[token]);
		for (const match of comment.matchAll(/\bcommit ([0-9a-f]{12,40})\b|\b([0-9a-f]{12,40}) \("/g)) {
			const commit = match[1] ?? match[2];
			links.push(commitLink(starts[token] + match.index + match[0].indexOf(commit), commit));
		}
	}
	return links.sort((a, b) => a.span.start - b.span.start);
}

function isCommit(text: string): boolean {
	return /^[0-9a-f]{12,40}$/.test(text);
}

function commitLink(start: number, commit: string): DocumentLink {
	return { span: { start, end: start + commit.length }, target: COMMITS + commit, tooltip: t`Show the commit` };
}
