import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import type { AnchoredSpan, FileSpan, Span } from "../../base/span";
import { failingPlace } from "../../explain/timeline/failing-place";
import { headline } from "../../explain/verdict/headline";
import type { Finding, Judgment, Outcome } from "../../explain/verdict/verdict";
import type { ScenarioSnapshot, Snapshot } from "../workspace/snapshot";

/** A scenario with what it expects: the tests of a document. */
export interface ScenarioExpectations {
	readonly name: string;
	readonly span: Span;
	/** Why nothing can be said about it; empty when something can. */
	readonly problem: string;
	readonly expectations: readonly ExpectationResult[];
}

/** An expectation and what came of it as far as that is known. */
export interface ExpectationResult {
	/** As it is written, without the semicolon; `expect safe` where none is written. */
	readonly text: string;
	readonly span: Span;
	/** Undefined while it is not known, or when a limit left it open: `message` then says so. */
	readonly met: boolean | undefined;
	/** Why it is not met or open; empty when it is met, or not known yet. */
	readonly message: string;
	/** What was found in its place, one line. */
	readonly found: string;
	/** The run that was found, be it the one that is expected or another. */
	readonly finding: Finding | undefined;
	/** Where it goes wrong. */
	readonly place: FileSpan | undefined;
	/** Of the search; 0 while it is not known. */
	readonly milliseconds: number;
}

/** The expectations of a document, scenario by scenario. A verdict of an earlier text counts as not known. */
export function expectations(snapshot: Pick<Snapshot, "scenarios" | "locate">): readonly ScenarioExpectations[] {
	return snapshot.scenarios.map((scenario) => ({
		name: scenario.scenario.symbol.name,
		span: spanOf(snapshot, scenario.scenario.symbol.span),
		problem: problemOf(scenario),
		expectations: scenario.judgments.map((judgment) => result(snapshot, judgment, scenario)),
	}));
}

function problemOf({ scenario, checks }: ScenarioSnapshot): string {
	if (scenario.erroneous) return t`the scenario has errors`;
	const broken = checks.find((check) => check.problems.length > 0);
	if (broken) return broken.problems[0].message;
	const failed = checks.find((check) => check.failure !== undefined);
	return failed ? t`the search broke down: ${failed.failure ?? ""}` : "";
}

function result(
	snapshot: Pick<Snapshot, "locate">,
	{ expectation, met, message, outcome, finding }: Judgment,
	{ checks }: ScenarioSnapshot,
): ExpectationResult {
	const { text, span } = expectation;
	const here = { text, span: spanOf(snapshot, span) };
	const open = met === undefined && outcome?.result.interim;
	const fresh = outcome !== undefined && !open && checks.some((check) => check.outcome === outcome && !check.stale);
	if (!fresh) return { ...here, met: undefined, message: "", found: "", finding: undefined, place: undefined, milliseconds: 0 };
	const place = finding && failingPlace(finding, snapshot.locate);
	return {
		...here,
		met,
		message,
		found: foundText(outcome),
		finding,
		place: place && snapshot.locate(place),
		milliseconds: outcome.result.milliseconds,
	};
}

function spanOf({ locate }: Pick<Snapshot, "locate">, place: AnchoredSpan): Span {
	const { start, end } = locate(place);
	return { start, end };
}

function foundText({ verdict, findings, result }: Outcome): string {
	return findings.length > 0 ? findings.map(headline).join("\n") : `${verdict}: ${quantity(result.states, "state")}`;
}
