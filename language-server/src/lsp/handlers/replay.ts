/** Replays of scenarios in the client's debugger. */

import { ErrorCodes } from "vscode-languageserver";
import { t } from "../../base/l10n";
import { runReaching, targetAt, targetWithin } from "../../service/runs/reach";
import { replayable } from "../../service/runs/replayable";
import type { ServerContext } from "../context";
import { type Dispatcher, failed, refused } from "../dispatcher";
import { replayEndNotification, replayEvaluateRequest, replayMomentRequest, replayStartRequest } from "../protocol/replay";
import { Replays } from "../replays";

export function answerReplay(dispatcher: Dispatcher, { workspace, documents, settings, checks, searches }: ServerContext): void {
	const replays = new Replays();

	dispatcher.answer(replayStartRequest, failed, async ({ textDocument, position, run, reach, within }, token) => {
		const replayed = within === undefined ? undefined : replays.of(within);
		const uri = replayed?.uri ?? textDocument.uri;
		const view = await checks.final(uri, token);
		if (view === undefined) return refused(`${uri} is not open`, ErrorCodes.InvalidParams);
		const { snapshot, convert } = view;
		if (reach === undefined) {
			const found = replayable(snapshot, view.offset(position), run);
			if (typeof found === "string") return refused(found);
			const { configuration, named } = found;
			return replays.start({ uri, configuration }, named, found.run, found.headline, (place) => convert.location(place));
		}
		const target = replayed
			? targetWithin(snapshot, replayed, textDocument.uri, documents.offset(textDocument.uri, position))
			: targetAt(snapshot, view.offset(position));
		if (typeof target === "string") return refused(target);
		const found = await runReaching(
			target,
			reach,
			(probe) => workspace.variant(uri, probe, target),
			(system) => searches.result(system, settings.of(uri).limits, token),
		);
		if (typeof found === "string") return refused(found);
		const { configuration } = target;
		return replays.start({ uri, configuration }, found.named, found.run, found.about, (place) => convert.location(found.locate(place)));
	});
	dispatcher.answer(replayMomentRequest, null, (params) => replays.moment(params));
	dispatcher.answer(replayEvaluateRequest, { problem: t`this cannot be evaluated` }, (params) => replays.evaluate(params));
	dispatcher.hear(replayEndNotification, ({ session }) => replays.end(session));
}
