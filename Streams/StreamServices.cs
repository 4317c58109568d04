using Academy.Journal;
using Academy.Streams.Journaling;
using Microsoft.Extensions.Logging;

namespace Academy.Streams;

/// <summary>What every stream of a process shares.</summary>
internal sealed record StreamServices(
    IJournal Journal,
    EventCatalog Events,
    INames Names,
    StaleOwners Stale,
    ILogger<StreamServices> Logger
);
