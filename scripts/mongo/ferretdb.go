// Command ferretdb is a MongoDB-protocol server on SQLite files, for tests only: ferretdb <address> <folder>.
//
// FerretDB reads a document and writes it back in two steps, so of two conditional updates both can win. MongoDB's commands
// are atomic; so are these, because the commands of all clients pass one at a time.
package main

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const maxMessageBytes = 48_000_000

var oneAtATime sync.Mutex

func main() {
	address, folder := os.Args[1], os.Args[2]
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		// The pipe closes when the parent ends, however it ends.
		io.Copy(io.Discard, os.Stdin)
		stop()
	}()

	socket := filepath.Join(folder, "s")
	os.Remove(socket) // Left by a process that was killed.
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: socket},
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/",
		Logger:    slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	exitOn(err)
	listener, err := net.Listen("tcp", address)
	exitOn(err)
	go accept(listener, socket)
	exitOn(server.Run(ctx))
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func accept(listener net.Listener, socket string) {
	for {
		client, err := listener.Accept()
		exitOn(err)
		go serve(client, socket)
	}
}

func serve(client net.Conn, socket string) {
	defer client.Close()
	server, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	defer server.Close()
	for {
		request, err := readMessage(client)
		if err != nil {
			return
		}
		reply, err := exchange(server, request)
		if err != nil {
			return
		}
		if _, err := client.Write(reply); err != nil {
			return
		}
	}
}

func exchange(server net.Conn, request []byte) ([]byte, error) {
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	return readMessage(server)
}

// readMessage reads one message of the wire protocol; its first four bytes are its length.
func readMessage(connection net.Conn) ([]byte, error) {
	var header [4]byte
	if _, err := io.ReadFull(connection, header[:]); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(header[:])
	if length < 16 || length > maxMessageBytes {
		return nil, errors.New("not a message")
	}
	message := make([]byte, length)
	copy(message, header[:])
	_, err := io.ReadFull(connection, message[4:])
	return message, err
}
