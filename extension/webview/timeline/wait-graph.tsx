/** Who waits for whom at the end of a hang: boxes for the lanes, arrows for what they wait for. */
import { Fragment } from "preact";
import type { TimelineRun, TimelineWait } from "../../../language-server/src/lsp/protocol/timelines";
import { laneClass } from "./lane-drawing";
import { waitWords } from "./spoken";
import { chainsOf } from "./wait-chains";

export function WaitGraph({ run }: { readonly run: TimelineRun }) {
	const chains = chainsOf(run);
	if (chains.length === 0) return null;
	const words = run.waits.map(({ sentence }) => sentence).join("; ");
	return (
		<div class="wait-graph" role="img" aria-label={run.circle ? `${words}: each waits for the next` : words}>
			{chains.map(({ waits, isCircle }) => (
				<div key={waits.map(({ lane }) => lane).join()} class={isCircle && waits.length === 2 ? "chain pair" : "chain"}>
					<Box run={run} lane={waits[0].lane} />
					{isCircle && waits.length === 2 ? (
						<>
							<div class="edges">
								<Edge wait={waits[0]} />
								<span class="circle">⟲ each waits for the other</span>
								<Edge wait={waits[1]} isBack={true} />
							</div>
							<Box run={run} lane={waits[1].lane} />
						</>
					) : (
						waits.map((wait, index) => (
							<Fragment key={wait.lane}>
								<div class="edges">
									<Edge wait={wait} />
								</div>
								{wait.holder === undefined ? (
									<span class="nobody">nobody is left who would do it</span>
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

function Box({ run, lane, isAgain = false }: { readonly run: TimelineRun; readonly lane: number; readonly isAgain?: boolean }) {
	const { name, ended } = run.lanes[lane];
	const waiting = run.waiting.find((other) => other.lane === lane);
	const within = ended ? "has returned" : waiting?.functions.at(-1);
	return (
		<span class={`box ${laneClass(lane)}${ended || isAgain ? " aside" : ""}`}>
			<b>
				{isAgain && "⟲ "}
				{name}
			</b>
			{within && !isAgain && <small>{within}</small>}
		</span>
	);
}

function Edge({ wait, isBack = false }: { readonly wait: TimelineWait; readonly isBack?: boolean }) {
	const { since } = wait;
	return (
		<span class={isBack ? "edge back" : "edge"}>
			<span class="arrow" />
			<span class="what">
				<b>{waitWords(wait)}</b>
				{since !== undefined && ` · since #${since}`}
			</span>
		</span>
	);
}
