/** Who waits for whom at the end of a hang: boxes for the lanes, arrows for what they wait for. */

import { Fragment } from "preact";
import { t } from "../../../language-server/src/base/l10n";
import type { TimelineRun, TimelineWait } from "../../../language-server/src/lsp/protocol/timelines";
import { laneClass } from "./lane-drawing";
import { Sentence } from "./sentence";
import { chainsOf } from "./wait-chains";

interface WaitGraphProperties {
	readonly run: TimelineRun;
	onGo(number: number): void;
}

export function WaitGraph({ run, onGo }: WaitGraphProperties) {
	const chains = chainsOf(run);
	if (chains.length === 0) return null;
	return (
		<div class="wait-graph" role="group" aria-label={t`Who waits for whom`}>
			{chains.map(({ waits, isCircle }) => (
				<div key={waits.map(({ lane }) => lane).join()} class={isCircle && waits.length === 2 ? "chain pair" : "chain"}>
					<Box run={run} lane={waits[0].lane} />
					{isCircle && waits.length === 2 ? (
						<>
							<div class="edges">
								<Edge wait={waits[0]} onGo={onGo} />
								<span class="circle">{t`⟲ each waits for the other`}</span>
								<Edge wait={waits[1]} isBack={true} onGo={onGo} />
							</div>
							<Box run={run} lane={waits[1].lane} />
						</>
					) : (
						waits.map((wait, index) => (
							<Fragment key={wait.lane}>
								<div class="edges">
									<Edge wait={wait} onGo={onGo} />
								</div>
								{wait.holder === undefined ? (
									<span class="nobody">{t`nobody is left who would do it`}</span>
								) : (
									<Box run={run} lane={wait.holder} isAgain={isCircle && index === waits.length - 1} />
								)}
							</Fragment>
						))
					)}
				</div>
			))}
		</div>
	);
}

/** A lane; its name stands in the sentences already. */
function Box({ run, lane, isAgain = false }: { readonly run: TimelineRun; readonly lane: number; readonly isAgain?: boolean }) {
	const { name, ended } = run.lanes[lane];
	const waiting = run.waiting.find((other) => other.lane === lane);
	const within = ended ? t`has returned` : waiting?.functions.at(-1);
	return (
		<span class={`box ${laneClass(lane)}${ended || isAgain ? " aside" : ""}`} aria-hidden="true">
			<b>
				{isAgain && "⟲ "}
				{name}
			</b>
			{within && !isAgain && <small>{within}</small>}
		</span>
	);
}

interface EdgeProperties {
	readonly wait: TimelineWait;
	readonly isBack?: boolean;
	onGo(number: number): void;
}

/** What is waited for, who has it, and since when: one sentence, so that it is clear what has been so since then. */
function Edge({ wait, isBack = false, onGo }: EdgeProperties) {
	return (
		<span class={isBack ? "edge back" : "edge"}>
			<span class="arrow" />
			<span class="what">
				<Sentence text={wait.sentence} onGo={onGo} />
			</span>
		</span>
	);
}
