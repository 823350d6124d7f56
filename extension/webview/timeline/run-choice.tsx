/** Which run is shown, by name, and all of them in a list. */

import { useState } from "preact/hooks";
import { t } from "../../../language-server/src/base/l10n";
import type { TimelineRun } from "../../../language-server/src/lsp/protocol/timelines";
import { Dialog, type DialogProperties } from "./dialogs";
import { Icon } from "./icons";
import { configurationOf, nameAmong, placeAmong, runNames } from "./run-names";

interface RunChoiceProperties {
	readonly runs: readonly TimelineRun[];
	readonly index: number;
	onList(): void;
}

/** All of its name and its configuration are shown, in as many lines as they take. */
export function RunChoice({ runs, index, onList }: RunChoiceProperties) {
	const run = runs[index];
	const configuration = configurationOf(run);
	const isOnlyOne = runs.length < 2;
	const place = placeAmong(run, runs);
	const name = (
		<span class="run-name">
			{place && t`Finding ${place}: `}
			{nameAmong(run, runs)}
			{!(isOnlyOne && run.under === "") && <span class="under"> · {configuration}</span>}
		</span>
	);
	if (isOnlyOne) return <p class="runs">{name}</p>;
	return (
		<button
			type="button"
			class="runs run-button"
			title={t`Choose one of ${runs.length} runs (R)`}
			aria-keyshortcuts="R"
			aria-haspopup="dialog"
			onClick={onList}
		>
			{name}
			<Icon name="unfolded" />
		</button>
	);
}

interface RunsDialogProperties extends Pick<DialogProperties, "onClose"> {
	readonly runs: readonly TimelineRun[];
	readonly index: number;
	onChoose(index: number): void;
}

/** All runs, in groups of their configurations: a list with one tab stop. */
export function RunsDialog({ runs, index, onChoose, onClose }: RunsDialogProperties) {
	const groups = runNames(runs);
	const order = groups.flatMap((group) => group.runs.map((named) => named.index));
	const [active, setActive] = useState(index);
	const choose = (at: number) => {
		onChoose(at);
		onClose();
	};
	const goTo = (place: number) => {
		const next = order[Math.max(0, Math.min(order.length - 1, place))];
		setActive(next);
		document.getElementById(`run-${next}`)?.scrollIntoView({ block: "nearest" });
	};
	const pressed = (event: KeyboardEvent) => {
		const at = order.indexOf(active);
		const place = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
		if (place !== undefined) goTo(place);
		else if (event.key === "Enter" || event.key === " ") choose(active);
		else return;
		event.preventDefault();
	};
	return (
		<Dialog label={t`Runs`} onClose={onClose}>
			<div
				class="run-list"
				role="listbox"
				aria-label={t`Runs`}
				tabIndex={0}
				autofocus
				aria-activedescendant={`run-${active}`}
				onKeyDown={pressed}
			>
				{groups.map(({ group, runs: named }, nth) => (
					<div key={group} role="group" aria-labelledby={`runs-of-${nth}`}>
						<p class="run-group" id={`runs-of-${nth}`} role="presentation">
							{group}
						</p>
						{named.map(({ index: at, name, symptom }) => (
							// biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys.
							<div
								key={at}
								id={`run-${at}`}
								role="option"
								tabIndex={-1}
								class={at === active ? "active" : ""}
								aria-selected={at === index}
								onClick={() => choose(at)}
							>
								{name}
								{symptom && <span class="symptom">{symptom}</span>}
							</div>
						))}
					</div>
				))}
			</div>
		</Dialog>
	);
}
