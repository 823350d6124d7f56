/** What there is to say of the data races of a variable or field. */

import { escapeMarkdown } from "../../base/escape";
import { t } from "../../base/l10n";
import { samePlace } from "../../base/span";
import type { AnySymbol } from "../../semantics/symbols";
import type { SystemText } from "../../system/system-text";
import { isFresh, type ScenarioSnapshot } from "../workspace/snapshot";

/** More than these are counted. */
const TOLD = 3;

/** The data races of what a name stands for, under the scenario's own configuration; undefined where there are none. */
export function raceText(scenario: ScenarioSnapshot, symbol: AnySymbol): string | undefined {
	const outcome = scenario.checks[0]?.outcome;
	if (outcome === undefined || !isFresh(scenario, outcome) || (symbol.kind !== "variable" && symbol.kind !== "field")) return undefined;
	const cells = cellsOf(outcome.text, symbol);
	const races = outcome.findings.filter(({ dataRace }) => dataRace?.cells.some((cell) => cells.has(cell)));
	if (races.length === 0) return undefined;
	const lines = races.slice(0, TOLD).map(({ message, dataRace }) => {
		const consequence = dataRace?.consequence ? `  \n${dataRace.consequence}` : "";
		return `- ${escapeMarkdown(message)}${escapeMarkdown(consequence)}`;
	});
	const more = races.length > TOLD ? [`- ${t`and ${races.length - TOLD} more`}`] : [];
	return [`**${races.length > 1 ? t`Data races` : t`Data race`}**`, "", ...lines, ...more].join("\n");
}

function cellsOf({ objects, variables }: SystemText, { span }: Pick<AnySymbol, "span">): ReadonlySet<number> {
	const fields = objects.flatMap((object) =>
		object.fields.filter(({ declared }) => samePlace(declared, span)).map(({ operand }) => operand),
	);
	const values = variables.filter(({ declared }) => samePlace(declared, span)).flatMap((variable) => variable.values);
	return new Set([...fields, ...values].flatMap((operand) => (operand?.kind === "cell" ? [operand.cell] : [])));
}
