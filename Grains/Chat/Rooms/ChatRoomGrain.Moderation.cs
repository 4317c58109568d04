using Academy.Chat.Moderation;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Messages;

namespace Academy.Grains.Chat.Rooms;

// Moderation.
internal sealed partial class ChatRoomGrain
{
    public async Task<Outcome<RoomDetails>> Change(Caller caller, CommandKey? key, ChangeRoom command)
    {
        var outcome = await stream.Execute(caller, key, (state, _) => state.Change(caller, command));
        return outcome.Accepted ? DetailsOf(State, caller) : outcome.Refusal;
    }

    public Task<Outcome<Done>> Mute(Caller caller, CommandKey? key, MuteMember command) =>
        stream.Execute(caller, key, (state, moment) => state.Mute(caller, command, moment.Now));

    public Task<Outcome<Done>> Ban(Caller caller, CommandKey? key, BanMember command) =>
        stream.Execute(
            caller,
            key,
            async (state, _) =>
            {
                await chat.Names.EnsureAsync([command.UserId]);
                return !command.IsOn
                    && state is { Type: RoomType.Course, CourseId: { } id }
                    && await chat.Facts.Course(stream.Organization, id) is { } course
                    && course.Enrolled.Contains(command.UserId);
            },
            (state, isEnrolled, moment) => state.Ban(caller, command, isEnrolled, moment)
        );

    public Task<Outcome<Done>> Report(Caller caller, CommandKey? key, ReportMessage command)
    {
        var invalid = MessageText.CheckReason(command.Reason, out var reason);
        return stream.Execute(
            caller,
            key,
            async (state, cancellation) =>
                invalid is not null
                    ? default
                    : (
                        Older: await OlderFacts(state, command.Id),
                        Text: await chat.Vault.SealAsync(caller.User.Value, reason, cancellation)
                    ),
            (state, facts, moment) => invalid ?? state.Report(caller, command, facts.Text, facts.Older, moment)
        );
    }

    public Task<Outcome<Done>> ResolveReport(Caller caller, CommandKey? key, ResolveReport command) =>
        stream.Execute(
            caller,
            key,
            (state, _) => OlderFacts(state, command.Id),
            (state, older, _) => state.ResolveReport(caller, command, older)
        );

    public Task<Outcome<Reading>> Monitor(Caller caller, CommandKey? key, MonitorRoom command)
    {
        var invalid = MessageText.CheckReason(command.Reason, out var reason);
        return stream.Execute(
            caller,
            key,
            async (_, _) =>
            {
                await chat.Names.EnsureAsync([caller.User]);
                return await chat.Rows.RangeAsync(room, command.Before, command.Limit);
            },
            (state, range, moment) => invalid ?? state.Monitor(caller, reason, range, moment.Now)
        );
    }

    public Task<Outcome<Done>> Expire(long upTo) =>
        stream.Execute(Person(default), key: null, (state, _) => state.Expire(upTo));
}
