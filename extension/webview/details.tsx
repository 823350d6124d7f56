/**
 * What is worth knowing of a scenario beyond its runs: sections that are unfolded one by one, since each takes searches
 * of its own.
 */

import { useEffect, useState } from "preact/hooks";
import { t } from "../../language-server/src/base/l10n";
import type { Detail, DetailKind } from "../../language-server/src/lsp/protocol/details";
import type { Location } from "../../language-server/src/lsp/protocol/location";
import type { TimelinesResult } from "../../language-server/src/lsp/protocol/timelines";

export interface DetailsProperties {
	/** What is shown; with each change of it what is unfolded is asked for again. */
	readonly timelines: TimelinesResult;
	readonly found: Readonly<Partial<Record<DetailKind, readonly Detail[] | null>>>;
	onAsk(section: DetailKind, fromNow: boolean): void;
	onReveal(place: Location, focus: boolean): void;
}

const titles: Readonly<Record<DetailKind, string>> = {
	whySafe: t`Why It Is Safe`,
	difference: t`What Edits Changed`,
	statistics: t`Statistics`,
};

export function Details({ timelines, found, onAsk, onReveal }: DetailsProperties) {
	const sections = (["whySafe", "difference", "statistics"] as const).filter((section) => section !== "whySafe" || timelines.safe);
	return (
		<div class="details">
			{sections.map((section) => (
				<Section key={section} section={section} timelines={timelines} lines={found[section]} onAsk={onAsk} onReveal={onReveal} />
			))}
		</div>
	);
}

interface SectionProperties extends Pick<DetailsProperties, "timelines" | "onAsk" | "onReveal"> {
	readonly section: DetailKind;
	readonly lines: readonly Detail[] | null | undefined;
}

function Section({ section, timelines, lines, onAsk, onReveal }: SectionProperties) {
	const [open, setOpen] = useState(false);
	useEffect(() => {
		if (open && !timelines.busy) onAsk(section, false);
	}, [open, timelines, section]);
	return (
		<details onToggle={(event) => setOpen(event.currentTarget.open)}>
			<summary>{titles[section]}</summary>
			{lines === undefined && <p role="status">{t`Looking…`}</p>}
			{lines === null && <p>{t`Nothing was found out.`}</p>}
			{section === "difference" && (
				<button type="button" class="text" onClick={() => onAsk(section, true)}>
					{t`Compare From Now On`}
				</button>
			)}
			{lines && (
				<ul>
					{lines.map(({ text, label, place }) => (
						<li key={`${text} ${label} ${place?.uri} ${place?.range.start.line}`} class={label === "" ? "title" : ""}>
							{text}
							{place && (
								<button type="button" class="code" onClick={(event) => onReveal(place, event.detail === 0)}>
									{label} <span class="under">{placeText(place)}</span>
								</button>
							)}
						</li>
					))}
				</ul>
			)}
		</details>
	);
}

function placeText({ uri, range }: Location): string {
	return `${decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1))}:${range.start.line + 1}`;
}
