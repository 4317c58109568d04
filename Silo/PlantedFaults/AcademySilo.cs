using Academy.Journal;
using Academy.Silo.PlantedFaults;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Silo;

public static partial class AcademySilo
{
    static partial void PlantFault(IServiceCollection services) =>
        FaultPlanting.AddTo(services, PlantedFault.OfProcess);
}
