using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Learning;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.Chat.Chatters;

namespace Academy.Grains.Tests.Streams.Histories;

/// <summary>
/// An academy in which whatever can happen on a stream that clients watch happens once, and is recorded.
/// </summary>
internal sealed class RecordedAcademy : IAsyncDisposable
{
    private readonly RunningAcademy academy;
    private readonly JumpingClock clock;
    private readonly Dictionary<string, HistoryRecorder> recorders = [];
    private readonly Dictionary<string, string> recordings = [];

    private RecordedAcademy(RunningAcademy academy, JumpingClock clock) =>
        (this.academy, this.clock) = (academy, clock);

    public RunningAcademy Academy => academy;

    /// <summary>By kind of stream.</summary>
    public IReadOnlyDictionary<string, string> Recordings => recordings;

    /// <summary>The types that were recorded, by kind of stream.</summary>
    public IEnumerable<(string Kind, string Type)> Recorded =>
        recorders.SelectMany(r => r.Value.Types, (r, type) => (r.Key, type)).Distinct();

    public static async Task<RecordedAcademy> PlayAsync()
    {
        // Days are the same in every recording.
        var monday = new JumpingClock();
        monday.JumpTo(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var recorded = new RecordedAcademy(
            await RunningAcademy.StartAsync(register: services => services.AddSingleton<TimeProvider>(monday)),
            monday
        );
        await recorded.LearnAsync();
        await recorded.ChatAsync();
        await recorded.StoreAsync(
            "academy/account:00000000-0000-0000-0000-000000000099",
            "accounts.registered",
            "accounts.session-started",
            "accounts.session-refreshed",
            "accounts.password-rehashed",
            "accounts.role-assigned",
            "accounts.preferences-set",
            "accounts.renamed",
            "accounts.pictured",
            "accounts.session-ended",
            "accounts.erased"
        );
        await recorded.StoreAsync(
            "academy/catalog:00000000-0000-0000-0000-000000000099",
            "catalog.course-created",
            "catalog.course-published",
            "catalog.hand-over-asked",
            "catalog.course-handed-over"
        );
        await recorded.StoreAsync(
            "-/email:sample",
            "accounts.email-reserved",
            "accounts.email-released",
            "accounts.email-reserved"
        );
        await recorded.StoreAsync("-/revocations:all", "access.revoked", "access.revoked");
        foreach (var (kind, recorder) in recorded.recorders)
            recorded.recordings.Add(kind, await recorder.WriteAsync());
        return recorded;
    }

    public ValueTask DisposeAsync() => academy.DisposeAsync();

    /// <summary>A learner enrolls, learns, chats a little and leaves; the instructor and the board follow.</summary>
    private async Task LearnAsync()
    {
        var (teacher, ann, bob, cleo) = (
            await PersonAsync(1, "Tess Teacher", Role.Instructor),
            await PersonAsync(2, "Ann Lee"),
            await PersonAsync(3, "Bob"),
            await PersonAsync(4, "Cleo")
        );
        var course = await PublishAsync(teacher);
        await academy.EnrollAsync(bob, course); // Makes the course's room.
        var user = recorders["user"] = await HistoryRecorder.StartAsync(
            academy,
            $"user:{ann.User}",
            Audience.Self,
            ann
        );
        var activity = recorders["course"] = await HistoryRecorder.StartAsync(
            academy,
            $"course:{course.Id}",
            Audience.Instructor,
            teacher
        );
        var board = recorders["leaderboard"] = await HistoryRecorder.StartAsync(
            academy,
            "leaderboard:all",
            Audience.Member,
            ann
        );
        await board.StepAsync("leaderboard.changed"); // Empty: the first that is told to whom begins to watch.
        var (learning, chat) = (academy.Learning(ann), academy.Grains.GetGrain<IPersonalChatGrain>(ann.Key));
        var room = academy.Room(RoomId.OfCourse(course.Id));

        await user.StepAsync(() => learning.Enroll(ann, null, course.Id), "progress.enrolled", "chat.room-joined");
        var enrollment = (await learning.GetEnrollments()).Single().Id;
        var record = default(ProgressId);
        await user.StepAsync(
            async () =>
            {
                var started = await learning.StartModule(ann, null, enrollment, Courses.Module(1));
                record = started.Answer!.Id;
                return started;
            },
            "progress.module-started"
        );
        await user.StepAsync(
            () => learning.CompleteLesson(ann, null, enrollment, Courses.Lesson(1)),
            "progress.lesson-completed",
            "gamification.xp-earned",
            "gamification.xp-earned",
            "gamification.streak-extended"
        );
        await board.StepAsync("leaderboard.changed");
        await user.StepAsync(
            () => learning.PatchProgress(ann, null, record, new ProgressPatch(null, 90)),
            "progress.time-spent"
        );
        await PassADayAsync();
        await user.StepAsync(
            () => learning.CompleteLesson(ann, null, enrollment, Courses.Lesson(2)),
            "progress.lesson-completed",
            "progress.module-completed",
            "gamification.xp-earned",
            "gamification.streak-extended",
            "gamification.xp-earned"
        );
        await activity.StepAsync("course.activity");
        await board.StepAsync("leaderboard.changed");
        await user.StepAsync(
            () => learning.CompleteModule(ann, null, enrollment, Courses.Module(2)),
            "progress.module-completed",
            "gamification.xp-earned"
        );
        await activity.StepAsync("course.activity");
        await board.StepAsync("leaderboard.changed");
        await user.StepAsync(
            () => learning.CompleteModule(ann, null, enrollment, Courses.Module(3)),
            "progress.module-completed",
            "progress.course-completed",
            "gamification.xp-earned",
            "gamification.xp-earned"
        );
        await activity.StepAsync("course.activity");
        await board.StepAsync("leaderboard.changed");

        var message = default(MessageReceipt)!;
        await user.StepAsync(
            async () => Outcome.Of(message = await room.SayAsync(bob, "Well done, @Ann Lee")),
            "chat.mentioned"
        );
        await user.StepAsync(() => room.MarkRead(ann, message.Seq), "chat.read");
        var (own, group) = (RoomId.OfGroup(ann.User, "own"), academy.Room(RoomId.OfGroup(ann.User, "own")));
        await user.StepAsync(
            () => group.Create(ann, null, new CreateRoom(RoomType.Group, null, [bob.User, cleo.User], "Study group")),
            "chat.room-joined"
        );
        message = await group.SayAsync(bob, "Buy my watch");
        await user.StepAsync(
            () => group.Report(cleo, null, new ReportMessage(message.Id, "Advertising")),
            "chat.message-reported"
        );

        await user.StepAsync(
            () => learning.EndEnrollment(ann, null, enrollment),
            "progress.enrollment-ended",
            "chat.room-left"
        );
        await user.StepAsync(() => learning.Enroll(ann, null, course.Id), "progress.enrolled", "chat.room-joined");
        await PassADayAsync();
        await academy.CompleteAsync(bob, (await academy.Learning(bob).GetEnrollments()).Single().Id, course.Modules[1]);
        await activity.StepAsync("course.activity");
        await board.StepAsync("leaderboard.changed");
    }

    /// <summary>A room in which everything is done that members and moderators can do.</summary>
    private async Task ChatAsync()
    {
        var (bob, cleo, eve, dora) = (
            Person(3),
            Person(4),
            await PersonAsync(5, "Eve"),
            await PersonAsync(6, "Dora", Role.Admin)
        );
        var (ann, frank) = (Person(2), await PersonAsync(7, "Frank"));
        var id = RoomId.OfGroup(bob.User, "recorded");
        var room = academy.Room(id);
        RunningAcademy.Accept(
            await room.Create(bob, null, new CreateRoom(RoomType.Group, null, [ann.User, cleo.User], "Recorded"))
        );
        var history = recorders["room"] = await HistoryRecorder.StartAsync(
            academy,
            $"room:{id}",
            Audience.Participant,
            ann
        );

        async Task<MessageReceipt> SayAsync(Caller who, string body, MessageId? replyTo = null)
        {
            var said = default(MessageReceipt)!;
            await history.StepAsync(
                async () =>
                {
                    var outcome = await room.Post(
                        who,
                        new CommandKey($"say {body}"[..Math.Min(20, body.Length + 4)], "hash"),
                        Saying(body, replyTo)
                    );
                    said = outcome.Answer!;
                    return outcome;
                },
                "chat.message-posted"
            );
            return said;
        }

        var first = await SayAsync(bob, "Hello **all**, see <https://academy.test/a>");
        var second = await SayAsync(ann, "Hello @Bob, in `code`", replyTo: first.Id);
        var third = await SayAsync(cleo, "> quoted\n\n1. one\n2. two");
        await SayAsync(ann, "A second answer", replyTo: first.Id);
        await history.StepAsync(
            () => room.Edit(ann, null, new EditMessage(second.Id, "Hello *@Cleo*")),
            "chat.message-edited"
        );
        await history.StepAsync(() => room.React(ann, null, new React(first.Id, "👍", true)), "chat.reaction-added");
        await history.StepAsync(() => room.React(cleo, null, new React(first.Id, "👍", true)), "chat.reaction-added");
        await history.StepAsync(() => room.React(cleo, null, new React(first.Id, "🎉", true)), "chat.reaction-added");
        await history.StepAsync(() => room.React(ann, null, new React(first.Id, "👍", false)), "chat.reaction-removed");
        await history.StepAsync(
            () => room.React(cleo, null, new React(first.Id, "🎉", false)),
            "chat.reaction-removed"
        );
        await history.StepAsync(() => room.Pin(bob, null, new PinMessage(first.Id, true)), "chat.message-pinned");
        await history.StepAsync(() => room.Pin(bob, null, new PinMessage(third.Id, true)), "chat.message-pinned");
        await history.StepAsync(() => room.Pin(bob, null, new PinMessage(first.Id, false)), "chat.message-unpinned");
        await history.StepAsync(
            () => room.Change(bob, null, new ChangeRoom("Renamed", null, null)),
            "chat.room-changed"
        );
        await history.StepAsync(() => room.Change(bob, null, new ChangeRoom(null, 30, ["watch"])), "chat.room-changed");
        await history.StepAsync(() => room.AddMembers(bob, null, new AddMembers([eve.User])), "chat.members-added");
        await history.StepAsync(
            () => room.ChangeRole(bob, null, new ChangeMemberRole(ann.User, RoomRole.Moderator)),
            "chat.member-role-changed"
        );
        await history.StepAsync(() => room.Mute(ann, null, new MuteMember(eve.User, true, null)), "chat.member-muted");
        await history.StepAsync(
            () => room.Mute(ann, null, new MuteMember(eve.User, false, null)),
            "chat.member-unmuted"
        );
        await history.StepAsync(
            () => room.Mute(ann, null, new MuteMember(eve.User, true, clock.GetUtcNow() + TimeSpan.FromHours(1))),
            "chat.member-muted"
        );
        await history.StepAsync(() => room.Report(eve, null, new ReportMessage(third.Id, "Rude")), StreamMessage.None);
        await history.StepAsync(
            () => room.ResolveReport(ann, null, new ResolveReport(third.Id, ReportAction.Dismiss)),
            StreamMessage.None
        );
        await history.StepAsync(
            () => room.Ban(ann, null, new BanMember(eve.User, true, null)),
            "chat.member-banned",
            "chat.member-removed"
        );
        await history.StepAsync(
            () => room.Ban(ann, null, new BanMember(eve.User, false, null)),
            "chat.member-unbanned"
        );
        await history.StepAsync(
            () => room.Monitor(dora, null, new MonitorRoom("A complaint", null, 10)),
            "chat.conversation-monitored"
        );
        await history.StepAsync(() => room.Delete(cleo, null, new DeleteMessage(third.Id)), "chat.message-deleted");
        await history.StepAsync(() => room.Delete(ann, null, new DeleteMessage(second.Id)), "chat.message-deleted");
        var last = await SayAsync(cleo, "Good bye");
        await history.StepAsync(() => room.RemoveMember(bob, null, new RemoveMember(cleo.User)), "chat.member-removed");
        await history.StepAsync(() => room.AddMembers(bob, null, new AddMembers([frank.User])), "chat.members-added");
        await SayAsync(frank, "Forget me");
        await history.StepAsync(
            async () =>
            {
                await room.Forget(frank.User);
                return Outcome.Of(Done.Instance);
            },
            "chat.member-removed"
        );
        await history.StepAsync(() => room.Expire(first.Seq), "chat.history-expired");
        Assert.True(last.Seq > first.Seq);
    }

    /// <summary>Watches are renewed every two seconds; a clock that jumps ends them.</summary>
    private async Task PassADayAsync()
    {
        clock.Jump(TimeSpan.FromDays(1));
        foreach (var recorder in recorders.Values)
            await recorder.RenewAsync();
    }

    /// <summary>A stream that no client can watch, made of the samples of stored events.</summary>
    private async Task StoreAsync(string stream, params string[] types)
    {
        for (var i = 0; i < types.Length; i++)
        {
            var type = ContractTests.Catalog().Named(types[i]);
            await using var insert = academy.Database.CreateCommand(
                "insert into events (stream, seq, type, version, data, actor, at) values ($1, $2, $3, $4, "
                    + "$5::jsonb, 'sample', now())"
            );
            foreach (
                var value in new object[]
                {
                    stream,
                    (long)i + 1,
                    type.Name,
                    type.Version,
                    StoredVersionTests.Sample($"{type.Name}.v{type.Version}"),
                }
            )
                insert.Parameters.Add(new() { Value = value });
            await insert.ExecuteNonQueryAsync();
        }
    }

    private async Task<CourseContent> PublishAsync(Caller teacher)
    {
        var course = academy.Grains.GetGrain<ICourseGrain>(GrainKey.Of(teacher.Organization, Courses.CourseId().Value));
        RunningAcademy.Accept(
            await course.Create(teacher, null, new CreateCourse("A course", "", "Testing", CourseLevel.Beginner))
        );
        for (var module = 1; module <= 3; module++)
            RunningAcademy.Accept(
                await course.AddModule(
                    teacher,
                    null,
                    new AddModule(Courses.Module(module), $"Module {module}", null, null)
                )
            );
        for (var lesson = 1; lesson <= 2; lesson++)
        {
            RunningAcademy.Accept(
                await course.AddLesson(
                    teacher,
                    null,
                    new AddLesson(
                        Courses.Module(1),
                        Courses.Lesson(lesson),
                        $"Lesson {lesson}",
                        LessonKind.Text,
                        null,
                        null
                    )
                )
            );
        }
        RunningAcademy.Accept(await course.Publish(teacher, null));
        return (await course.GetPublished())!;
    }

    private static Caller Person(int number, Role role = Role.Student) =>
        new(OrganizationId.Default, new UserId(Courses.Number(0x10 + number)), role);

    private async Task<Caller> PersonAsync(int number, string name, Role role = Role.Student)
    {
        var person = Person(number, role);
        await academy.RunAsync(
            $"""
            insert into users (id, organization, email, display_name, role, registered_at)
            values ('{person.User}', 'academy', '{person.User}@a.test', '{name}',
                '{role.ToString().ToLowerInvariant()}', now())
            """
        );
        return person;
    }
}
