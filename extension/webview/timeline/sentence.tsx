/** Sentences in which the numbers of steps can be followed, with code as such, and names of lanes in their colours. */
import { t } from "../../../language-server/src/base/l10n";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { laneClass } from "./lane-drawing";
import { sentenceParts } from "./names";

export interface StepLinkProperties {
	readonly number: number;
	/** False within the grid, which is one tab stop. */
	readonly isTabStop?: boolean;
	onGo(number: number): void;
}

/** The number of a step, always as `#16`; leads to it. */
export function StepLink({ number, isTabStop = true, onGo }: StepLinkProperties) {
	return (
		<button type="button" class="step-link" tabIndex={isTabStop ? 0 : -1} aria-label={t`Go to step ${number}`} onClick={() => onGo(number)}>
			#{number}
		</button>
	);
}

export function Sentence({ text, onGo }: { readonly text: string; readonly onGo: StepLinkProperties["onGo"] }) {
	return (
		<>
			{sentenceParts(text).map((part, index) => {
				if ("step" in part) return <StepLink key={index} number={part.step} onGo={onGo} />;
				return "code" in part ? <code key={index}>{part.code}</code> : part.text;
			})}
		</>
	);
}

export function LaneName({ run, lane }: { readonly run: TimelineRun; readonly lane: number }) {
	return <span class={`lane-name ${laneClass(lane)}`}>{run.lanes[lane]?.name}</span>;
}
