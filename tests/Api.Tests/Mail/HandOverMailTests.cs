using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Mail;

/// <summary>Administrators are asked by mail to take over what somebody who wants to leave teaches.</summary>
public sealed class HandOverMailTests
{
    [Fact]
    public async Task Each_administrator_is_asked_once_however_many_courses_there_are()
    {
        await using var mail = await MailServer.StartAsync();
        await using var academy = await AcademyServer.StartAsync([.. mail.Settings, "--Outbox:Sweep=00:00:00.1"]);
        var admins = new[] { await academy.SignInAsync(Role.Admin), await academy.SignInAsync(Role.Admin) };
        var teacher = await academy.SignInAsync(Role.Instructor);
        await academy.CourseAsync(teacher, 1);
        await academy.CourseAsync(teacher, 1);
        for (var greeted = 0; greeted < 3; greeted++)
            Assert.Equal("Welcome to Academy", (await mail.NextAsync())["Subject"]);

        for (var times = 0; times < 2; times++)
            await teacher.SendAsync(HttpMethod.Delete, "/me", new { password = teacher.Password }, 409);
        var asked = new[] { await mail.NextAsync(), await mail.NextAsync() };
        Assert.All(asked, m => Assert.Equal("Courses that need another instructor", m["Subject"]));
        Assert.Equal(admins.Select(a => a.Email).Order(), asked.SelectMany(m => m.To).Order());
        Assert.NotEqual(asked[0]["Message-ID"], asked[1]["Message-ID"]);
        await JournalText.OutboxAsync(academy.Database, "kind = 'mail.hand-over' and completed_at is not null", 1);
        Assert.True(mail.IsEmpty, "An administrator was asked twice.");
    }
}
