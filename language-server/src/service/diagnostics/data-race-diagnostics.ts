/** Data races that no expectation tells of: one diagnostic for a pair, at one access, that leads to the other. */
import { t } from "../../base/l10n";
import { samePlace } from "../../base/span";
import { failingPlace } from "../../explain/timeline/failing-place";
import { orderingAdvice, racesBesides } from "../../explain/verdict/data-races";
import { headline, stepCount } from "../../explain/verdict/headline";
import type { AccessFacts, Finding } from "../../explain/verdict/verdict";
import type { ScenarioSnapshot, Snapshot } from "../workspace/snapshot";
import type { ExplainedDiagnostic } from "./explained-diagnostic";
import { findingCode } from "./finding-code";

/** The data races of a scenario under its own configuration. */
export function dataRaceDiagnostics(snapshot: Snapshot, { scenario, checks, judgments }: ScenarioSnapshot): readonly ExplainedDiagnostic[] {
	return racesBesides(checks[0]?.outcome, judgments).flatMap((finding) => diagnostic(snapshot, scenario.symbol.span, finding));
}

function diagnostic({ locate, uri }: Snapshot, scenario: Parameters<Snapshot["locate"]>[0], finding: Finding): ExplainedDiagnostic[] {
	const { dataRace } = finding;
	const failing = failingPlace(finding, locate);
	const place = failing && locate(failing);
	if (dataRace === undefined || place?.file !== uri) return [];
	const [one, other] = dataRace.accesses;
	const here = finding.origin && samePlace(one.span, finding.origin) ? one : other;
	const there = here === one ? other : one;
	const related = ({ lane, write, marked, span, label }: AccessFacts) => ({
		span: locate(span),
		message: write
			? t`${lane} writes it here (${marked ? t`marked` : t`plain`}): ${label}`
			: t`${lane} reads it here (${marked ? t`marked` : t`plain`}): ${label}`,
	});
	return [
		{
			span: place,
			severity: "warning",
			code: findingCode(finding),
			topic: finding.kind,
			message: [headline(finding), dataRace.consequence, orderingAdvice(dataRace)].filter((line) => line !== "").join("\n"),
			related: [
				related(there),
				...(samePlace(here.span, here.scenarioSpan) ? [] : [related(here)]),
				{ span: locate(scenario), message: t`the whole run, ${stepCount(finding)}: Timeline above the scenario` },
			],
		},
	];
}
