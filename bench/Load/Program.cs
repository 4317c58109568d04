using System.Runtime.InteropServices;
using Academy.Load;

LoadOptions options;
try
{
    options = LoadOptions.Parse(args);
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
{
    await Console.Error.WriteLineAsync(
        "The driver needs Linux on x64: it drives its sockets with epoll and reads CPU time from /proc."
    );
    return 2;
}

await using var server = await ServerUnderTest.Start(options);
await Console.Error.WriteLineAsync(
    $"{server.Topology}, {server.Address} (process {server.ServerPid}, PostgreSQL "
        + $"{server.PostgresPid}): {options.Learners} learners, {options.Modules} modules …"
);
var course = await new AcademyApi(server.Address).Prepare(options.Modules, options.Learners);
await Console.Error.WriteLineAsync(
    $"prepared; {options.Sockets} sockets, {options.WarmUpSeconds} s to warm up, {options.Seconds} s to measure …"
);
var host = server.Address.Authority;
Workload Of(string name, Func<int[], IRequests> requests) => new(name, options, server.Addresses, course, requests);
if (options.Workload == "leaderboard")
    Of("the completions before", own => new Completions(course, own, host, LeaderboardReads.Before))
        .Exhaust(TimeSpan.FromMinutes(10));
Console.WriteLine(
    options.Workload switch
    {
        "leaderboard" => Of("leaderboard", own => new LeaderboardReads(course, own, host)).Run(server),
        LoadOptions.HeldSockets => new HeldSockets(options, server, course).Run(),
        LoadOptions.Storm => new Storm(options, server, course).Run(),
        LoadOptions.Rolling => await new Rolling(options, server, course).Run(),
        LoadOptions.Recovery => await new Recovery(options, server, course).Run(),
        LoadOptions.ChatActivation => await new ChatActivation(options, server, course).Run(),
        LoadOptions.Chat => await new ChatRooms(options, server, course).Run(),
        _ => Of("mark-completed", own => new Completions(course, own, host)).Run(server),
    }
);
return 0;
