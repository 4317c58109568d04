using System.Text;

namespace Academy.Load;

/// <summary>One module after the other, each for all of the client's learners in turn.</summary>
internal sealed class Completions : IRequests
{
    private readonly PreparedCourse course;
    private readonly int[] learners;
    private readonly Func<int, int> modulesOf;
    private readonly RequestText text;
    private int learner = -1;
    private int module;

    /// <param name="learners">Those of the client.</param>
    /// <param name="modulesOf">How many modules a learner completes.</param>
    public Completions(PreparedCourse course, int[] learners, string host, Func<int, int>? modulesOf = null)
    {
        (this.course, this.learners, this.modulesOf) = (course, learners, modulesOf ?? (_ => course.Modules.Length));
        text = new(host);
        Step();
    }

    public bool IsDone => module >= course.Modules.Length;

    public (ReadOnlyMemory<byte> Request, int Learner) Next()
    {
        var whose = learners[learner];
        var request = text.Completion(course.Learners[whose], course.Modules[module]);
        Step();
        return (request, whose);
    }

    private void Step()
    {
        do
        {
            if (++learner == learners.Length)
                (learner, module) = (0, module + 1);
        } while (!IsDone && modulesOf(learners[learner]) <= module);
    }
}

/// <summary>Requests in one buffer that is written anew each time.</summary>
internal sealed class RequestText(string host)
{
    private readonly byte[] buffer = new byte[2 * 1024];

    public ReadOnlyMemory<byte> Completion(Learner learner, string module) =>
        Put($"POST /api/v1/progress/mark-completed/{learner.Enrollment}/{module}", learner.Token, hasBody: true);

    public ReadOnlyMemory<byte> Leaderboard(Learner learner, string timeframe) =>
        Put($"GET /api/v1/gamification/leaderboard?timeframe={timeframe}", learner.Token, hasBody: false);

    private ReadOnlyMemory<byte> Put(string line, string token, bool hasBody)
    {
        var length = 0;
        Add(line);
        Add(" HTTP/1.1\r\nHost: ");
        Add(host);
        Add("\r\nAuthorization: Bearer ");
        Add(token);
        Add(hasBody ? "\r\nContent-Length: 0\r\n\r\n" : "\r\n\r\n");
        return buffer.AsMemory(0, length);

        void Add(string part) => length += Encoding.ASCII.GetBytes(part, buffer.AsSpan(length));
    }
}
