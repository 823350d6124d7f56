import type { SuggestedFix } from "../../base/diagnostic";
import { t } from "../../base/l10n";
import { type Span, samePlace, touches } from "../../base/span";
import type { Finding, Outcome } from "../../explain/verdict/verdict";
import type { ScenarioSnapshot, Snapshot } from "../workspace/snapshot";

/**
 * Changes of the expectations near a piece of text, so that they say what was found; and an expectation where a
 * scenario has none.
 */
export function expectationFixes(snapshot: Snapshot, within: Span): readonly SuggestedFix[] {
	return snapshot.scenarios.flatMap((scenario) => {
		const { start, end } = snapshot.file.spanOf(scenario.scenario.node);
		return start <= within.end && within.start <= end ? fixesOf(snapshot, scenario, within) : [];
	});
}

function fixesOf({ file, locate }: Snapshot, { scenario, judgments, checks }: ScenarioSnapshot, within: Span): SuggestedFix[] {
	const fixes: SuggestedFix[] = [];
	for (const { expectation, outcome, met, finding } of judgments) {
		if (met !== false || outcome === undefined || checks.some((check) => check.outcome === outcome && check.stale)) continue;
		const near = [expectation.span, finding?.timeline.steps.find(({ failing }) => failing)?.scenarioSpan].some((place) => {
			const span = place && locate(place);
			return span?.file === file.uri && span.start <= within.end && within.start <= span.end;
		});
		const name = touches(file.spanOf(scenario.symbol.span), within.start);
		if (!near && !name) continue;
		const found = wordsFor(outcome);
		if (found === undefined) continue;
		const written = scenario.node.members.find((member) => member.kind === "expect" && samePlace(member, expectation.span));
		if (written?.kind === "expect") {
			const span = { start: file.spanOf(written.outcome).start, end: file.spanOf(written.subject ?? written.outcome).end };
			// Several expectations may fail at the same step: what else they say tells them apart.
			const rest = file.text.slice(span.end, file.spanOf(written).end).replace(/;$/, "").replace(/\s+/g, " ").trimEnd();
			fixes.push({ title: t`Expect '${found + rest}', which is what happens`, edits: [{ span, newText: found }] });
		}
	}
	if (!scenario.node.members.some(({ kind }) => kind === "expect") && checks[0]?.outcome && !checks[0].stale) {
		const found = wordsFor(checks[0].outcome);
		const brace = file.text.lastIndexOf("}", file.spanOf(scenario.node).end);
		if (found && brace > 0)
			fixes.push({
				title: t`Expect '${found}', which is what happens`,
				edits: [{ span: { start: brace, end: brace }, newText: `\n\texpect ${found};\n` }],
			});
	}
	return fixes;
}

/** What an `expect` says that is met by an outcome; undefined where nothing was decided. */
function wordsFor({ verdict, findings }: Outcome): string | undefined {
	if (verdict === "safe") return "safe";
	const first: Finding | undefined = findings[0];
	if (verdict === "inconclusive" || first === undefined) return undefined;
	return `${first.kind} ${first.kind === "hang" ? first.subject.replace(/\[.*$/, "") : first.subject}`;
}
