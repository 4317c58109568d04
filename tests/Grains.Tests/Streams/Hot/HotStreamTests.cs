using System.Diagnostics;
using System.Diagnostics.Metrics;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Learning;
using Academy.Journal;
using Academy.Learning;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Runtime;
using Xunit.Abstractions;

namespace Academy.Grains.Tests.Streams.Hot;

/// <summary>Many callers of one grain, on a real PostgreSQL.</summary>
public sealed class HotStreamTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Callers = 200;

    private RunningAcademy academy = null!;
    private Caller learner = null!;
    private EnrollmentId enrollment;
    private ProgressRecord record = null!;

    public async Task InitializeAsync()
    {
        academy = await RunningAcademy.StartAsync(register: services =>
            services.PostConfigure<LearningOptions>(o => o.TimeSpentAhead = TimeSpan.FromDays(1))
        );
        learner = academy.NewLearner();
        var course = await academy.PublishAsync(1);
        enrollment = await academy.EnrollAsync(learner, course);
        record = RunningAcademy.Accept(
            await academy.Learning(learner).StartModule(learner, null, enrollment, course.Modules[0].Id)
        );
    }

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task Two_hundred_callers_of_one_grain_share_batches_and_each_sees_its_own_effect_alone()
    {
        const int Each = 10;
        using var batches = new Batches();
        var started = Stopwatch.GetTimestamp();
        var totals = await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(async caller =>
                {
                    var seen = new List<int>();
                    for (var i = 0; i < Each; i++)
                        seen.Add(RunningAcademy.Accept(await SpendAsync($"{caller}-{i}")).SecondsSpent);
                    return seen;
                })
        );
        var elapsed = Stopwatch.GetElapsedTime(started);
        output.WriteLine(
            $"{Callers * Each / elapsed.TotalSeconds:F0} commands/s of one grain, {batches.Count} batches"
        );

        Assert.Equal(Enumerable.Range(1, Callers * Each), totals.SelectMany(seen => seen).Order());
        Assert.All(totals, seen => Assert.Equal(seen.Order(), seen));
        Assert.True(
            batches.Count < Callers * Each / 4,
            $"{batches.Count} batches for {Callers * Each} commands: they were not in flight together."
        );
        Assert.Equal(Callers * Each, await SpentAsync());
    }

    [Fact]
    public async Task Another_writer_among_two_hundred_callers_costs_nobody_his_command()
    {
        const int Each = 4;
        var foreign = 0;
        var done = false;
        var meddling = Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                foreign += await InsertBehindTheGrainAsync() ? 1 : 0;
                await Task.Delay(20);
            }
        });
        var accepted = await Task.WhenAll(
                Enumerable
                    .Range(0, Callers)
                    .Select(async caller =>
                    {
                        for (var i = 0; i < Each; i++)
                        {
                            // Whoever meets the other writer again and again is told to come again; the key makes that
                            // safe.
                            while (!await TrySpendAsync($"{caller}-{i}"))
                                await Task.Yield();
                        }
                        return Each;
                    })
            )
            .WaitAsync(Within.Limit);
        Volatile.Write(ref done, true);
        await meddling;

        output.WriteLine($"{foreign} events of another writer");
        Assert.True(foreign > 0, "The other writer never got in: the test has tested nothing.");
        Assert.Equal(accepted.Sum() + foreign, await SpentAsync());
        Assert.Equal(
            accepted.Sum(),
            await academy.QueryAsync<long>("select count(*) from commands where command_id not like 'chat.%'")
        );
        Assert.Equal(
            await academy.QueryAsync<long>($"select max(seq) from events where stream = '{Stream}'"),
            await academy.QueryAsync<long>($"select count(*) from events where stream = '{Stream}'")
        );
        // What the grain has in memory is what the journal has.
        while (!await TrySpendAsync("last"))
            await Task.Yield();
        var spent = (await academy.Learning(learner).GetProgress(enrollment)).Answer!.Single().SecondsSpent;
        Assert.Equal(accepted.Sum() + foreign + 1, spent);
    }

    private string Stream => new StreamName("user", learner.User.ToString()).InJournal(learner.Organization);

    private Task<Outcome<ProgressRecord>> SpendAsync(string key) =>
        academy.Learning(learner).PatchProgress(learner, academy.Key(key), record.Id, new ProgressPatch(null, 1));

    private async Task<bool> TrySpendAsync(string key)
    {
        try
        {
            RunningAcademy.Accept(await SpendAsync(key));
            return true;
        }
        catch (Exception e)
            when (e is JournalUnavailableException or StreamMovedException or OrleansMessageRejectionException)
        {
            return false;
        }
    }

    /// <summary>As another owner would: straight into the table, which lets in the first who has the number.</summary>
    private async Task<bool> InsertBehindTheGrainAsync()
    {
        var body = new TimeSpent(enrollment, default, record.ModuleId, 1);
        var data = academy.Services.GetRequiredService<EventCatalog>().Of(body).Store(body);
        await using var command = academy.Database.CreateCommand(
            """
            insert into events (stream, seq, type, version, data, actor, at)
            select $1, max(seq) + 1, 'progress.time-spent', 1, $2, 'another', now() from events where stream = $1
            on conflict do nothing
            """
        );
        command.Parameters.AddWithValue(Stream);
        command.Parameters.Add(new NpgsqlParameter { Value = data, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        return await command.ExecuteNonQueryAsync() == 1;
    }

    private Task<long> SpentAsync() =>
        academy.QueryAsync<long>(
            $"select sum((data ->> 'seconds')::int) from events where stream = '{Stream}' and type = "
                + "'progress.time-spent'"
        );

    /// <summary>Counts the journal's batches while it lives.</summary>
    private sealed class Batches : IDisposable
    {
        private readonly MeterListener listener = new();
        private int count;

        public Batches()
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: "Academy.Journal", Name: "journal.batch.size" })
                    self.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<int>((_, _, _, _) => Interlocked.Increment(ref count));
            listener.Start();
        }

        public int Count => Volatile.Read(ref count);

        public void Dispose() => listener.Dispose();
    }
}
