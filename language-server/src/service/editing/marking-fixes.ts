/**
 * Marks the plain accesses of a data race, where that is what the kernel does: of one that is not harmful as far as the
 * properties say (`tools/memory-model/Documentation/access-marking.txt`). Two accesses that are marked are no data
 * race, and to mark them changes nothing else.
 */

import type { SuggestedFix } from "../../base/diagnostic";
import { t } from "../../base/l10n";
import { encloses, type FileSpan, type Span } from "../../base/span";
import type { AccessFacts, DataRaceFacts } from "../../explain/verdict/verdict";
import { isFresh, type Snapshot } from "../workspace/snapshot";

/** What can be marked in a piece of text, as the own configurations of its scenarios have it. */
export function markingFixes({ scenarios, locate, uri, file }: Snapshot, within: Span): readonly SuggestedFix[] {
	const fixes = new Map<string, SuggestedFix>();
	for (const scenario of scenarios) {
		const outcome = scenario.checks[0]?.outcome;
		if (outcome === undefined || !isFresh(scenario, outcome)) continue;
		for (const { dataRace } of outcome.findings) {
			if (dataRace?.harm !== "benign" && dataRace?.harm !== "either") continue;
			const fix = markingFix(dataRace, { locate, uri, file }, within);
			if (fix) fixes.set(JSON.stringify(fix), fix);
		}
	}
	return [...fixes.values()];
}

function markingFix(
	{ variable, accesses }: DataRaceFacts,
	{ locate, uri, file }: Pick<Snapshot, "locate" | "uri" | "file">,
	within: Span,
): SuggestedFix | undefined {
	const places = accesses.map(({ span }) => locate(span));
	const isMeant = places.some(({ file, start, end }) => file === uri && start <= within.end && within.start <= end);
	if (!isMeant) return undefined;
	const edits = accesses.flatMap((access, index) =>
		access.marked ? [] : [{ span: places[index], newText: marked(file.text, places[index], access) }],
	);
	const known = edits.flatMap(({ span, newText }) =>
		newText !== undefined && span.file === uri ? [{ span: { start: span.start, end: span.end }, newText }] : [],
	);
	if (known.length < edits.length) return undefined;
	// Tasks that are alike race with themselves, at one place.
	const different = known.filter((edit, index) => known.findIndex(({ span }) => encloses(span, edit.span)) === index);
	return { title: t`Mark what accesses '${variable}' here: no data race, and nothing else changes`, edits: different };
}

/** An access as the kernel marks it; undefined where it is part of one that reads and writes. */
function marked(text: string, { start, end }: FileSpan, { write }: AccessFacts): string | undefined {
	const source = text.slice(start, end);
	if (!write) {
		const isChanged = /^\s*(\+\+|--|([-+*/%&|^]|<<|>>)?=(?!=))/.test(text.slice(end)) || /(\+\+|--)\s*$/.test(text.slice(0, start));
		return isChanged ? undefined : `READ_ONCE(${source})`;
	}
	const [, target, value, semicolon] = /^([^=]*[^-=!<>+*/%&|^\s])\s*=\s*([^=][^;]*)(;?)$/.exec(source) ?? [];
	if (target !== undefined) return `WRITE_ONCE(${target}, ${value})${semicolon}`;
	return source.replace(/^([^;]*)(;?)$/, "data_race($1)$2");
}
