/** Data races as findings: who accesses what, where and how, and that nothing orders it. */
import { t } from "../../base/l10n";
import { placeKey } from "../../base/span";
import type { DataRace, RacingAccess } from "../../checker/result";
import type { NamedSystem } from "../../system/system-text";
import { failingRace } from "../pair/racing-pair";
import { buildTimeline } from "../timeline/build-timeline";
import { printValue } from "../timeline/print-value";
import { stepName } from "../timeline/step-name";
import type { AccessFacts, DataRaceFacts, Finding, Judgment, Outcome } from "./verdict";

/** The name by which an expectation asks for data races. */
export const DATA_RACE = "data_race";

/**
 * The data races of a system, each pair of places in the text once: tasks that are alike, and objects that are, race
 * alike.
 */
export function describeDataRaces(named: NamedSystem, races: readonly DataRace[]): readonly Finding[] {
	const alike = new Map<string, DataRace[]>();
	for (const race of races) {
		const places = [race.first, race.second].map((access) => placeKey(stepOf(named, access).span));
		const key = `${places.sort().join()} ${named.text.cells[race.first.cell].field ?? named.text.cells[race.first.cell].name}`;
		alike.set(key, [...(alike.get(key) ?? []), race]);
	}
	return [...alike.values()].map((group) => describe(named, group));
}

/** What there is to be done about a data race, in a sentence without a full stop. */
export function orderingAdvice({ accesses }: DataRaceFacts): string {
	const plain = accesses.filter(({ marked }) => !marked).map(({ lane, write }) => (write ? t`${lane}'s write` : t`${lane}'s read`));
	return t`a lock around both would order them, or smp_store_release() and smp_load_acquire(); where no order is needed ${plain.join(t` and `)} can be marked`;
}

/** The data races of an outcome that no judgment tells of, unless they are expected. */
export function racesBesides(outcome: Outcome | undefined, judgments: readonly Judgment[]): readonly Finding[] {
	const isExpected = ({ dataRace }: Finding): boolean =>
		judgments.some(
			({ expectation: { subject, variable, no }, met, outcome: its }) =>
				met && its === outcome && subject === DATA_RACE && !no && (variable === undefined || variable === dataRace?.variable),
		);
	const told = new Set(judgments.map(({ finding }) => finding));
	return (outcome?.findings ?? []).filter((finding) => finding.dataRace && !told.has(finding) && !isExpected(finding));
}

function describe(named: NamedSystem, group: readonly DataRace[]): Finding {
	const { text } = named;
	const race = group.find(({ untraced }) => !untraced) ?? group[0];
	const { first, second, run, firstStep, secondStep, untraced } = race;
	const [{ cell }] = [first];
	const { name } = text.cells[cell];
	const accesses = [factsOf(named, first), factsOf(named, second)] as const;
	// The plain one is what is to be marked, or protected.
	const told = accesses[1].marked ? accesses[0] : accesses[1];
	return {
		kind: "race",
		subject: DATA_RACE,
		message: untraced ? t`accesses of ${name} race` : messageOf(named, race),
		effect: "",
		symptom: t`data race on ${name}`,
		place: told.scenarioSpan,
		origin: told.span,
		timeline: buildTimeline(named, run),
		failing: untraced
			? undefined
			: failingRace(run, DATA_RACE, [], {
					first: firstStep,
					second: secondStep,
					cell,
					consequence: consequenceOf(named, race),
				}),
		isFirst: false,
		dataRace: {
			...failureOf(named, race),
			...(race.consequence && { harm: race.consequence.kind }),
			consequence: consequenceOf(named, race),
			variable: name,
			cells: [...new Set(group.map((one) => one.first.cell))],
			accesses,
		},
	};
}

/** `writer writes n = 1 (plain) in #2, reader reads 1 (plain) in #3, and nothing orders the two`. */
function messageOf(named: NamedSystem, race: DataRace): string {
	const { first, second, run, firstStep, secondStep } = race;
	const { text } = named;
	const { name, type } = text.cells[first.cell];
	const access = ({ lane, write, marked }: RacingAccess, step: number, known: boolean): string => {
		const value = printValue(text, type, run.states[write ? step + 1 : step][first.cell]);
		const how = marked ? t`marked` : t`plain`;
		const what = write ? t`writes ${known ? t`it` : name} = ${value}` : known ? t`reads it as ${value}` : t`reads ${name} as ${value}`;
		return t`${text.lanes[lane].name} ${what} (${how}) in ${stepName(step + 1)}`;
	};
	return t`${access(first, firstStep, false)}, ${access(second, secondStep, true)}, and nothing orders the two${shortly(race)}`;
}

function failureOf({ text }: NamedSystem, { consequence }: DataRace): Pick<DataRaceFacts, "fails"> {
	if (consequence?.kind !== "harmful") return {};
	return { fails: "hangs" in consequence ? t`${text.lanes[consequence.hangs].name} hangs` : consequence.property };
}

/** How harmful it is, in a word or two behind the message. */
function shortly({ consequence }: DataRace): string {
	if (consequence?.kind === "harmful") return t`: harmful`;
	return consequence?.kind === "benign" ? t`: benign as far as the properties say` : "";
}

/** What comes of it, without a full stop; empty where that is not known. */
function consequenceOf(named: NamedSystem, { consequence, first, second }: DataRace): string {
	const { lanes } = named.text;
	const wayText = (way: { readonly property: string } | { readonly hangs: number }): string =>
		"hangs" in way ? t`${lanes[way.hangs].name} can hang` : t`${way.property} can fail`;
	switch (consequence?.kind) {
		case "harmful":
			return t`harmful, since ${wayText(consequence)} when ${lanes[first.lane].name}'s comes first, and not when ${lanes[second.lane].name}'s does`;
		case "either":
			return t`${consequence.ways.map(wayText).join(t` and `)}, whichever of the two comes first`;
		case "benign":
			return t`benign as far as the properties say, of which none can fail, whichever of the two comes first`;
		case "apart":
			return t`the two never come next to each other, so that only a compiler or a CPU that reorders them can make a difference, which is not explored`;
		case undefined:
			return "";
	}
}

function factsOf(named: NamedSystem, access: RacingAccess): AccessFacts {
	const { span, stack, label } = stepOf(named, access);
	const { write, marked, lane } = access;
	return { lane: named.text.lanes[lane].name, write, marked, label, span, scenarioSpan: stack[0]?.span ?? span };
}

function stepOf({ text }: NamedSystem, { lane, location }: RacingAccess): NamedSystem["text"]["lanes"][number]["steps"][number] {
	return text.lanes[lane].steps[location];
}
