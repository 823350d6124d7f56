/** The racing pair of a run as the editor shows it, with lines of the files as they are now. */
import { t } from "../../base/l10n";
import type { AnchoredSpan } from "../../base/span";
import { TextIndex } from "../../base/text-index";
import { explainPair, type PairExplanation } from "../../explain/pair/describe-pair";
import { windowSentence } from "../../explain/pair/window-sentence";
import { orderingAdvice } from "../../explain/verdict/data-races";
import type { Finding, Outcome } from "../../explain/verdict/verdict";
import { allFiles, type FileAnalysis } from "../../semantics/program";
import type { Snapshot } from "../workspace/snapshot";

export interface PairText {
	readonly pair: PairExplanation;
	/** Who trusts what, and who changed it. */
	readonly sentence: string;
	/** Which order of steps is to blame. */
	readonly window: string;
}

/** Undefined where no order of two steps is to blame. */
export function pairText(snapshot: Snapshot, outcome: Outcome, finding: Finding): PairText | undefined {
	const pair = explainPair(outcome, finding);
	if (pair === undefined) return undefined;
	const lineOf = (place: AnchoredSpan) => {
		const { file, start } = snapshot.locate(place);
		const analysis = allFiles(snapshot.program).find(({ uri }) => uri === file);
		if (analysis === undefined) return undefined;
		return { file: file === snapshot.uri ? "" : fileName(file), line: indexOf(analysis).positionAt(start).line + 1 };
	};
	// What two accesses do that nothing orders their message says, and no other step need come between them.
	const window = finding.dataRace ? orderingAdvice(finding.dataRace) : windowSentence(finding, pair, lineOf);
	return { pair, sentence: pair.sentence, window };
}

const indices = new WeakMap<FileAnalysis, TextIndex>();

function indexOf(file: FileAnalysis): TextIndex {
	const index = indices.get(file) ?? new TextIndex(file.text);
	indices.set(file, index);
	return index;
}

/** `mm/gup.race` of `raceline-kernel:/mm/gup.race`. */
function fileName(uri: string): string {
	return uri
		.split("/")
		.slice(-2)
		.join("/")
		.replace(/^[\w-]+:\/?/, "");
}

/** What a step of the run does in the pair; undefined for all others. */
export function pairRole({ pair }: PairText, number: number): string | undefined {
	const { first, second, closing } = pair;
	if (number === first.number) return closing ? t`opens the window` : t`racing pair`;
	if (number === closing?.second.number) return t`closes the window`;
	if (number === second.number) return closing ? t`inside the window` : t`racing pair`;
	return number === closing?.first.number && number > first.number ? t`inside the window` : undefined;
}
