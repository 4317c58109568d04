using System.Buffers;
using Academy.Journal;
using Academy.Runtime.Manifest;
using Academy.Runtime.Serialization;
using Academy.Silo.Runtimes;
using Npgsql;
using Orleans.Runtime;
using Xunit;

namespace Academy.Simulation.Tests.Nodes;

/// <summary>What the journal and the database throw at a silo is what a node elsewhere catches.</summary>
public sealed class FaultTravelTests
{
    [Fact]
    public void The_journals_exceptions_keep_their_kind_and_what_they_say_about_the_outcome()
    {
        foreach (var unknown in new[] { true, false })
        {
            var unavailable = Travel(new JournalUnavailableException("m", new TimeoutException("i")) { IsOutcomeUnknown = unknown });
            Assert.Equal(("m", "i", unknown), (unavailable.Message, unavailable.InnerException!.Message, unavailable.IsOutcomeUnknown));
            Assert.Equal(unknown, Travel(new JournalFencedException("m") { IsOutcomeUnknown = unknown }).IsOutcomeUnknown);
        }

        Assert.Equal("m", Travel(new JournalOverloadedException("m")).Message);
        Assert.Equal("m", Travel(new InvalidAppendException("m")).Message);
    }

    [Fact]
    public void The_databases_exceptions_keep_their_code()
    {
        Assert.Equal("m", Travel(new NpgsqlException("m")).Message);
        var fault = Travel(new PostgresException("too many clients", "FATAL", "FATAL", "53300"));
        Assert.Equal(("53300", "too many clients"), (fault.SqlState, fault.MessageText));
    }

    private static TException Travel<TException>(TException exception) where TException : Exception
    {
        var context = new Context(new WireTypes(new GrainManifestBuilder().Include(SiloManifest.Describe)));
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireWriter(output, context);
        WireExceptions.Write(ref writer, exception);
        writer.Flush();
        var reader = new WireReader(output.WrittenSpan, context);
        var read = WireExceptions.Read(ref reader);
        reader.ExpectEnd();
        return Assert.IsType<TException>(read);
    }

    private sealed class Context(WireTypes types) : IWireContext
    {
        public WireTypes Types => types;

        public GrainId IdOf(IAddressable reference) => throw new NotSupportedException();

        public TInterface Refer<TInterface>(GrainId id) where TInterface : class, IAddressable =>
            throw new NotSupportedException();
    }
}
