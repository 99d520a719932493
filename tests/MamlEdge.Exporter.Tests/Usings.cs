global using MamlEdge.Exporter.Graphs;
global using MamlEdge.Exporter.Operators;
global using MamlEdge.Exporter.Transforms;
global using MamlEdge.Tests;
global using Xunit;
