using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Chat.Rooms;
using Academy.Commands;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Academy.Api.Tests.Chat.Rooms;

/// <summary>A course's room follows the enrollments: who is enrolled is in it, and nobody else.</summary>
[Collection(OnSharedServer.Name)]
public sealed class CourseRoomTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task Enrolling_lets_in_and_the_end_of_the_enrollment_ends_it_and_enrolling_again_goes_on()
    {
        var course = await Server.CourseAsync(await Server.SignInAsync(Role.Instructor), 0, 0);
        var learner = await Server.SignInAsync();
        await using var socket = await HubClient.Connect(Server.Address, $"access_token={learner.AccessToken}");
        await socket.Subscribe($"user:{learner.Id}");

        var enrollment = await learner.EnrollAsync(course);
        await learner.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[0].Id}", null, 200);
        var room = (await socket.Until("Event", "chat.room-joined")).GetProperty("data").Id("roomId");
        Assert.Equal("snapshot", (await socket.Subscribe($"room:{room}")).Text("verdict"));

        await learner.SendAsync(HttpMethod.Delete, $"/enrollments/{enrollment}", null, 204);
        Assert.Equal($"room:{room}", (await socket.Until("Ended")).Text("stream"));
        Assert.Equal("refused", (await socket.Subscribe($"room:{room}")).Text("verdict"));
        using (
            var refused = await learner.Http.SendJsonAsync(
                HttpMethod.Post,
                $"/api/v1/progress/mark-completed/{enrollment}/{course.Modules[1].Id}",
                null
            )
        )
        {
            await refused.ShouldBeProblemAsync(409, "progress.enrollment-ended");
        }
        Assert.Empty((await learner.GetAsync("/enrollments")).Items());

        Assert.Equal(enrollment, await learner.EnrollAsync(course));
        await socket.Until("Event", "chat.room-joined");
        Assert.Equal("snapshot", (await socket.Subscribe($"room:{room}")).Text("verdict"));
        var progress = await learner.GetAsync($"/progress/course/{enrollment}");
        Assert.Equal((1, "active"), (progress.GetProperty("completedModules").GetInt32(), progress.Text("status")));
    }

    [Fact]
    public async Task The_instructor_may_end_an_enrollment_of_his_course_and_others_may_not()
    {
        var (course, learner, enrollment) = await Server.EnrolledAsync(0);
        var other = await Server.SignInAsync(Role.Instructor);
        await other.SendAsync(HttpMethod.Delete, $"/enrollments/{enrollment}", null, 404);
        Assert.Single((await learner.GetAsync("/enrollments")).Items());
        await course.Instructor.SendAsync(HttpMethod.Delete, $"/enrollments/{enrollment}", null, 204);
        await course.Instructor.SendAsync(HttpMethod.Delete, $"/enrollments/{enrollment}", null, 204);
        Assert.Empty((await learner.GetAsync("/enrollments")).Items());
    }

    [Fact]
    public async Task The_instructor_moderates_the_room_of_his_course()
    {
        var (course, learner, _) = await Server.EnrolledAsync(0);
        var caller = new Caller(OrganizationId.Default, new(course.Instructor.Id), Role.Instructor);
        var grains = Server.Services.GetRequiredService<IGrainFactory>();
        var room = grains.GetGrain<IChatRoomGrain>(
            GrainKey.Of(OrganizationId.Default, RoomId.OfCourse(new(course.Id)).Value)
        );
        // The enrollment may have been quicker; whoever came first, both are in it.
        var opened = await room.Create(caller, null, new(RoomType.Course, new(course.Id), [], null));
        Assert.Equal(2, opened.Answer!.Room.MemberCount);
        var access = await room.MayModerate(caller);
        Assert.True(access.Answer!.MayModerate);
        Assert.True((await room.MayRead(new(OrganizationId.Default, new(learner.Id), Role.Student))).Accepted);
    }
}
