using Academy.Chat;
using Academy.Commands;

namespace Academy.Grains.Chat;

// What moderators and admins do.
internal sealed partial class ChatRoomGrain
{
    public async Task<Outcome<RoomDetails>> Change(Caller caller, CommandKey? key, ChangeRoom command)
    {
        var outcome = await Execute(caller, key, ChatJson.Default.Done, (state, _) => state.Change(caller, command));
        return outcome.Accepted ? DetailsOf(State, caller) : outcome.Refusal;
    }

    public Task<Outcome<Done>> Mute(Caller caller, CommandKey? key, MuteMember command) =>
        Execute(caller, key, ChatJson.Default.Done, (state, moment) => state.Mute(caller, command, moment.Now));

    public async Task<Outcome<Done>> Ban(Caller caller, CommandKey? key, BanMember command)
    {
        var course = !command.IsOn && Latest is { Type: RoomType.Course, CourseId: { } id } ? await chat.Facts.Course(Organization, id) : null;
        var isEnrolled = course?.Enrolled.Contains(command.UserId) ?? false;
        await Shell.Names.EnsureAsync([command.UserId]);
        return await Execute(caller, key, ChatJson.Default.Done, (state, moment) => state.Ban(caller, command, isEnrolled, moment.Now));
    }

    public async Task<Outcome<Done>> Report(Caller caller, CommandKey? key, ReportMessage command)
    {
        if (MessageText.CheckReason(command.Reason, out var reason) is { } invalid)
            return invalid;
        if (Authorize(caller) is { } forbidden)
            return forbidden;
        var older = await OlderMark(command.Id);
        var text = await chat.Vault.SealAsync(caller.User.Value, reason, default);
        return await Execute(caller, key, ChatJson.Default.Done, (state, _) => state.Report(caller, command, text, older));
    }

    public async Task<Outcome<Done>> ResolveReport(Caller caller, CommandKey? key, ResolveReport command)
    {
        var older = await OlderMark(command.Id);
        return await Execute(caller, key, ChatJson.Default.Done, (state, _) => state.ResolveReport(caller, command, older));
    }

    public async Task<Outcome<Reading>> Monitor(Caller caller, CommandKey? key, MonitorRoom command)
    {
        if (MessageText.CheckReason(command.Reason, out var reason) is { } invalid)
            return invalid;
        var range = await chat.Rows.RangeAsync(room, command.Before, command.Limit);
        await Shell.Names.EnsureAsync([caller.User]);
        return await Execute(caller, key, ChatJson.Default.Reading, (state, moment) => state.Monitor(caller, reason, range, moment.Now));
    }

    public Task<Outcome<Done>> Expire(long upTo) =>
        Execute(Person(default), key: null, ChatJson.Default.Done, (state, _) => state.Expire(upTo));
}
