using Academy.Grains.Accounts;
using Academy.Journal;
using Academy.Streams;
using Microsoft.Extensions.Logging;

namespace Academy.Grains.Streams;

/// <summary>What every journaled grain needs, gathered so that constructors name only what is their own.</summary>
internal sealed record GrainShell(
    IJournal Journal, EventCatalog Events, TimeProvider Clock, Names Names, ILogger<GrainShell> Logger);
